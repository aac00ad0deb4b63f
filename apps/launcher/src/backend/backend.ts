import type { Secret, Sidecar } from "@claude-bottle/shared";
import type { Plan } from "../core/plan.ts";
import type { PipelockControl } from "../pipelock/control.ts";
import type { CurrentConfigFile } from "../provision/current-config-files.ts";

/** The values that the plan only names; they live in memory and reach a sidecar or the agent, nothing else. */
export interface Secrets {
  /** By variable: those asked for on the terminal or taken from the host. */
  env: Map<string, Secret>;
  /** By slot number. */
  slots: Secret[];
  /** Private keys, by the name of the git entry that they are for. */
  keys: Map<string, Secret>;
}

/** What a backend says while it works; the terminal shows it live, a pipe as lines. */
export type Progress =
  | { kind: "begin"; step: string }
  | { kind: "detail"; step: string; text: string }
  | { kind: "done"; step: string }
  | { kind: "notice"; text: string };
export type Report = (progress: Progress) => void;

/** What accompanies a launch. */
export interface Launching {
  report: Report;
  /** Aborted by a signal of the operator: the launch stops where it is, undoes what it did and throws `interrupted`. */
  signal: AbortSignal;
}

/** Where a command's bytes come from and go to. */
export interface Streams {
  stdin: NodeJS.ReadableStream;
  stdout: NodeJS.WritableStream;
  stderr: NodeJS.WritableStream;
  /** Present when stdin and stdout are a terminal. */
  terminal: {
    size(): { columns: number; rows: number };
    onResize(listener: () => void): () => void;
    raw(on: boolean): void;
  } | null;
}

/** A running bottle. Disposal tears everything down, last first; it may be called twice. */
export interface Bottle extends AsyncDisposable {
  readonly identity: string;
  /** Runs the agent's CLI, or the plan's command, on these streams; resolves with its exit status. */
  attach(streams: Streams): Promise<number>;
  /**
   * Leaves the bottle running after this process ends, with the plan's turn or command in the background; what that
   * says, and its status at the end, are the log of the service `agent`.
   */
  detach(): Promise<void>;
}

export interface RunningBottle {
  identity: string;
  agent: string;
  bottle: string;
  cwd: string;
  startedAt: string;
  /** Every part of it by name, with the engine's word for its state. */
  parts: { name: string; state: string }[];
}

/** One thing of ours that the engine still holds. */
export interface Leftover {
  kind: "container" | "network" | "volume" | "image" | "process" | "directory";
  id: string;
  name: string;
  identity: string;
  state: string;
}

interface BackendFacts {
  version: string;
  runtimes: string[];
  /** The runtime that an agent will get. */
  runtime: string;
}

export interface Check {
  name: string;
  ok: boolean;
  /** What was found. */
  says: string;
  /** How to mend it, when not ok. */
  mend: string | null;
}

/** A running pipelock and the configuration file that it has. */
export interface RunningPipelock {
  control: PipelockControl;
  running: string;
}

/** The services of ours, which have a control socket each. */
export type ControlledService = Exclude<Sidecar, "pipelock">;

/** A request to a sidecar's control socket. */
export interface ControlRequest {
  method: "GET" | "POST" | "PUT";
  path: string;
  body?: unknown;
}

export interface ControlAnswer {
  status: number;
  body: unknown;
}

/** How bottles are run. `backend.contract.ts` is what each must pass. */
export interface Backend {
  readonly name: string;
  /** Throws `engine-unreachable` with the engine's own words. */
  facts(): Promise<BackendFacts>;
  /** Lines of `doctor` about this backend; `refresh` resolves anew what was resolved once and held to since. */
  checks(options: { refresh: boolean }): Promise<Check[]>;
  /** Whether everything that the plan needs can be had; creates nothing. Throws with the way out. */
  validate(plan: Plan): Promise<void>;
  /** Whether any of these names is taken, by name. */
  taken(names: readonly string[]): Promise<string[]>;
  launch(plan: Plan, secrets: Secrets, launching: Launching): Promise<Bottle>;
  /**
   * Builds the image that the next launch of this bottle will want, from the text of a Dockerfile; what runs is not
   * touched. Throws with the builder's last words.
   */
  buildImage(image: OwnImage, launching: Launching): Promise<void>;
  list(): Promise<RunningBottle[]>;
  /** Runs a command in the agent as the agent's user. */
  exec(identity: string, command: readonly string[], streams: Streams): Promise<number>;
  /**
   * A tar of a directory in a running agent, its names relative to that directory, as the agent's user sees it; no byte
   * where there is no such directory. All of it is the agent's word: names, kinds and sizes. Throws when the signal aborts.
   */
  snapshot(identity: string, directory: string, signal: AbortSignal): AsyncIterable<Uint8Array>;
  /** The sidecars' JSON lines, merged by time; `service` null: all of them. `agent`: what a detached command says. */
  logs(
    identity: string,
    options: { service: string | null; follow: boolean; signal: AbortSignal },
  ): AsyncIterable<LogLine>;
  /** Asks a sidecar on its control socket, which only the operator's side reaches. Throws `unknown-identity` when it is not there. */
  control(identity: string, service: ControlledService, request: ControlRequest): Promise<ControlAnswer>;
  /** The bottle's pipelock; null: it has none. */
  pipelock(identity: string): Promise<RunningPipelock | null>;
  /**
   * Replaces files of what is in force in a running agent, each at once: whoever reads finds the old text or the new.
   * Throws `unknown-identity`, and `provisioning-failed` with what went wrong in it.
   */
  stage(identity: string, files: readonly CurrentConfigFile[]): Promise<void>;
  stop(identity: string): Promise<void>;
  leftovers(): Promise<Leftover[]>;
  remove(leftover: Leftover): Promise<void>;
}

/** An agent's image of one bottle alone. */
export interface OwnImage {
  identity: string;
  dockerfile: string;
  /** Roots (PEM texts) that the build meets; those of the plan. */
  buildRoots: readonly string[];
}

export interface LogLine {
  service: string;
  /** ISO 8601, from the engine. */
  time: string;
  line: string;
}
