import type { Backend } from "../backend/backend.ts";
import type { Environment } from "../host/environment.ts";
import type { Terminal } from "../host/terminal.ts";
import type { Interruption } from "./interruption.ts";

/** Everything outside that a command may touch, handed in by `main.ts`. */
export interface Context {
  environment: Environment;
  /** Where bottles, agents, settings and state live. */
  home: string;
  /** The home directory that `~` stands for. */
  userHome: string;
  cwd: string;
  /** Results. */
  out(text: string): void;
  /** Everything else: preflight, progress, notices. */
  err(text: string): void;
  terminal: Terminal;
  backends: Readonly<Record<string, (environment: Environment) => Backend>>;
  now(): Date;
  /** An integer in `[0, below)`. */
  random(below: number): number;
  /** Listens for the operator's signals until it is disposed of. */
  interruption(): Interruption;
}
