import type { Duplex, Readable } from "node:stream";
import type { ImageEngine } from "../../images/image-engine.ts";

/** Limits of one container. */
interface Limits {
  cpus: number;
  /** Bytes. */
  memory: number;
  pids: number;
}

/** One container, in our words; everything that is not said here is refused to it. */
export interface ContainerSpec {
  name: string;
  image: string;
  entrypoint?: string[];
  command?: string[];
  /** `uid:gid` or a name of the image; never root. */
  user?: string;
  workdir?: string;
  environment: Record<string, string>;
  labels: Record<string, string>;
  /** null: none at all, not even to other containers. */
  network: { name: string; alias: string } | null;
  /** name → address. */
  extraHosts: Record<string, string>;
  dns: string[];
  readOnlyRoot: boolean;
  /** Directory → mount options. */
  tmpfs: Record<string, string>;
  volumes: { name: string; target: string }[];
  /** Directories of the engine's machine; they must be there. */
  binds: { source: string; target: string }[];
  runtime: string | null;
  /** Put a small init of the engine's before the command, which reaps and passes signals on. */
  init: boolean;
  stdin: boolean;
  limits: Limits;
}

interface ContainerFacts {
  id: string;
  name: string;
  running: boolean;
  exitCode: number;
  /** `healthy`, `unhealthy`, `starting`; null without a health check. */
  health: string | null;
  /** Address by network name. */
  addresses: Record<string, string>;
}

/** A container or another thing of the engine that carries labels. */
export interface Labelled {
  id: string;
  name: string;
  state: string;
  labels: Record<string, string>;
}

export interface ExecSpec {
  command: readonly string[];
  /** Absent: the container's own. */
  user?: string;
  workdir?: string;
  /** The engine shows these neither in an inspection of the container nor in one of the exec. */
  environment: Record<string, string>;
  tty: boolean;
  /** Of the terminal at the start; engines before 23 take it no earlier than by a resize. */
  size?: { columns: number; rows: number };
}

/** A started command: its raw stream (frames without a TTY, plain bytes with one). */
export interface RunningExec {
  stream: Duplex;
  resize: (size: { columns: number; rows: number }) => Promise<void>;
  exitCode: () => Promise<number>;
}

interface EngineFacts {
  version: string;
  apiVersion: string;
  runtimes: string[];
}

/** What the docker backend needs of an engine. Every failure carries the engine's own words. */
export interface Engine extends ImageEngine {
  /** `sha256:…` under which a registry holds the image that a reference names; null when the engine knows none. */
  repositoryDigest(reference: string): Promise<string | null>;
  /** Where the engine is, for messages. */
  readonly address: string;
  facts(): Promise<EngineFacts>;
  createNetwork(network: {
    name: string;
    internal: boolean;
    labels: Record<string, string>;
  }): Promise<string>;
  removeNetwork(id: string): Promise<void>;
  createVolume(volume: { name: string; labels: Record<string, string> }): Promise<void>;
  removeVolume(name: string): Promise<void>;
  createContainer(spec: ContainerSpec): Promise<string>;
  connect(network: string, container: string, alias: string): Promise<void>;
  /** The stream of a container's stdin, stdout and stderr; attach before the start to miss nothing. */
  attach(id: string): Promise<Duplex>;
  start(id: string): Promise<void>;
  /** Waits until a started container has ended; its status. */
  ended(id: string): Promise<number>;
  inspect(id: string): Promise<ContainerFacts>;
  /** All that the engine shows of a container, as its own text. */
  describe(id: string): Promise<string>;
  putArchive(id: string, directory: string, archive: Buffer): Promise<void>;
  /** A tar of this one file of a container. */
  getArchive(id: string, path: string): Promise<Readable>;
  /** Sends a signal to a container's first process. */
  signal(id: string, name: string): Promise<void>;
  exec(id: string, spec: ExecSpec): Promise<RunningExec>;
  /** Starts a command that nobody listens to; what it writes is lost. */
  execDetached(id: string, spec: ExecSpec): Promise<void>;
  /** The frames of a container's log, each line led by its time; `since` is such a time. */
  logs(id: string, options: { follow: boolean; signal: AbortSignal; since?: string }): Promise<Readable>;
  /** Removes a container, running or not, with its anonymous volumes; one that is gone is no failure. */
  removeContainer(id: string): Promise<void>;
  removeImage(reference: string): Promise<void>;
  /** Everything that carries this label, in whatever state. */
  containers(label: string): Promise<Labelled[]>;
  networks(label: string): Promise<Labelled[]>;
  volumes(label: string): Promise<Labelled[]>;
  images(label: string): Promise<Labelled[]>;
  /** Which of these names a container, network or volume already has. */
  taken(names: readonly string[]): Promise<string[]>;
}
