import { dirname } from "node:path/posix";
import type { Mount, SandboxSpec } from "./sandbox.ts";

/** A whole command line: words for the first program, and the words that it and the second one read from a descriptor. */
export interface SandboxCommand {
  command: string[];
  /** What is read from each further descriptor, from the first after the filter's on: words, which no list of processes shows, and secrets. */
  given: string[];
}

/** Where the filter is read from; the words follow. */
export const FILTER_DESCRIPTOR = 3;
const FIRST_GIVEN = 4;

interface Starter {
  /** Path of bubblewrap. */
  bubblewrap: string;
  /** Whom root becomes; null where the launcher is a plain user already. */
  become: { uid: number; gid: number } | null;
}

/**
 * How bubblewrap is called. A plain user's call makes everything at once. Root first puts the file system together, which may
 * lie where only root looks, then becomes nobody for good, and that one makes the namespaces: no process of a bottle
 * is root outside of it. All of them are in a process namespace of root's, too, with whose first process they end.
 */
export function sandboxCommand(spec: SandboxSpec, { bubblewrap, become }: Starter): SandboxCommand {
  const bound = spec.boundToParent ? ["--die-with-parent"] : [];
  const limited = limitedCommand(spec);
  const secrets = spec.mounts.flatMap((mount) => (mount.kind === "secret" ? [mount.text] : []));
  if (become === null) {
    const words = [...bound, ...mountWords(spec.mounts), ...isolationWords(spec, FIRST_GIVEN + 1)];
    return {
      command: [bubblewrap, "--args", String(FIRST_GIVEN), "--", ...limited],
      given: [separated(words), ...secrets],
    };
  }
  const whole = ["--bind", "/proc", "/proc", "--dev-bind", "/dev", "/dev"];
  // Root without its capabilities may not end nobody's processes, not even as their parent that dies: its end has to be that
  // of a process namespace
  const outer = ["--unshare-pid", ...bound, ...whole, ...mountWords(spec.mounts)];
  const inner = ["--die-with-parent", "--bind", "/", "/", ...isolationWords(spec, FIRST_GIVEN + 2)];
  const demotion = ["--reuid", String(become.uid), "--regid", String(become.gid), "--clear-groups"];
  return {
    command: [
      [bubblewrap, "--args", String(FIRST_GIVEN), "--"],
      ["/usr/bin/setpriv", ...demotion, "--inh-caps=-all", "--no-new-privs", "--"],
      [bubblewrap, "--args", String(FIRST_GIVEN + 1), "--"],
      limited,
    ].flat(),
    given: [separated(outer), separated(inner), ...secrets],
  };
}

const separated = (words: readonly string[]): string => words.map((word) => `${word}\0`).join("");

/** All but the secrets and the scratch directories, whose owner is whoever mounts them; a directory on the way to a target is everyone's to enter. */
function mountWords(mounts: readonly Mount[]): string[] {
  const made = new Set(["/"]);
  const parents = (target: string): string[] => {
    const parent = dirname(target);
    if (made.has(parent)) return [];
    const words = parents(parent);
    made.add(parent);
    return [...words, "--perms", "0755", "--dir", parent];
  };
  const put = mounts.flatMap((mount) => {
    const words = parents(mount.target);
    made.add(mount.target);
    switch (mount.kind) {
      case "read-only":
        return [...words, "--ro-bind", mount.source, mount.target];
      case "read-only-if-there":
        return [...words, "--ro-bind-try", mount.source, mount.target];
      case "writable":
        return [...words, "--bind", mount.source, mount.target];
      case "link":
        return [...words, "--symlink", mount.to, mount.target];
      case "frame":
        return [...words, "--perms", "0755", "--tmpfs", mount.target];
      case "secret":
        return [];
      case "scratch":
        return [...words, "--perms", "0755", "--dir", mount.target];
    }
  });
  const closed = mounts.flatMap(({ kind, target }) => (kind === "frame" ? ["--remount-ro", target] : []));
  return [...put, ...closed];
}

/** `secret`: the descriptor of the first one. */
function isolationWords(spec: SandboxSpec, secret: number): string[] {
  const { uid, gid } = spec.user;
  const size = String(spec.scratchBytes);
  const inMemory = (target: string): string[] => ["--perms", "1777", "--size", size, "--tmpfs", target];
  const scratch = spec.mounts.flatMap(({ kind, target }) => (kind === "scratch" ? inMemory(target) : []));
  // What bubblewrap makes for devices is in memory too, without a bound and its user's to write to
  const devices = ["--dev", "/dev", ...inMemory("/dev/shm"), "--remount-ro", "/dev"];
  const secrets = spec.mounts
    .filter(({ kind }) => kind === "secret")
    .flatMap(({ target }, index) => ["--perms", "0600", "--ro-bind-data", String(secret + index), target]);
  const environment = Object.entries(spec.environment).flatMap(([name, value]) => ["--setenv", name, value]);
  return [
    ["--unshare-all", "--unshare-user", "--disable-userns", ...(spec.network ? ["--share-net"] : [])],
    ["--uid", String(uid), "--gid", String(gid), "--hostname", "bottle"],
    ["--proc", "/proc", ...devices, ...scratch, ...secrets, "--remount-ro", "/"],
    ["--cap-drop", "ALL", "--new-session", "--seccomp", String(FILTER_DESCRIPTOR)],
    ["--clearenv", ...environment, "--chdir", spec.directory],
  ].flat();
}

/** Counted from inside its own user namespace, where nobody else's processes are. */
function limitedCommand({ processes, command }: SandboxSpec): string[] {
  return ["/usr/bin/prlimit", `--nproc=${processes}`, "--core=0", "--", ...command];
}
