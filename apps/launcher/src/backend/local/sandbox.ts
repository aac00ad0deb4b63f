/** One thing that stands in a sandbox's file system. What is not named is not there. */
export type Mount =
  | { kind: "read-only" | "writable" | "read-only-if-there"; source: string; target: string }
  /** Empty but for what is mounted below it. */
  | { kind: "frame"; target: string }
  | { kind: "link"; to: string; target: string }
  /** In memory, for whoever runs inside and nobody else, over a file that is there. */
  | { kind: "secret"; text: string; target: string }
  /** In memory, its own, empty; nothing may be mounted below it. */
  | { kind: "scratch"; target: string };

/** One sandbox in our words: everything that is not said here is refused to it. */
export interface SandboxSpec {
  /** The name of its first process, by which it is found. */
  name: string;
  mounts: readonly Mount[];
  /** Who it is inside; outside it is whoever starts it, and never root. */
  user: { uid: number; gid: number };
  /** Whether it stands on the machine's network instead of on a loopback of its own. */
  network: boolean;
  environment: Readonly<Record<string, string>>;
  directory: string;
  command: readonly string[];
  /** How many processes and threads it may have at once. */
  processes: number;
  /** How many bytes each of its directories in memory may hold. */
  scratchBytes: number;
  /** Ends when its launcher does, however that ends. */
  boundToParent: boolean;
}
