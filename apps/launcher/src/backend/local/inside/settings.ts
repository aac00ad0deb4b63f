import type { Bridge } from "./bridge.ts";

/** What the first process of an agent's sandbox is told, as JSON on its stdin: a list of processes does not show it. */
export interface Settings {
  /** Where it listens for commands. */
  socket: string;
  bridges: Bridge[];
  /** What every command has; nothing of it concerns the first process itself. */
  environment: Record<string, string>;
}
