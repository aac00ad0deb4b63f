import { BottleError, Secret, sidecarPorts } from "@claude-bottle/shared";

const DIRECTORY = "/etc/pipelock";
const CONFIG_NAME = "pipelock.yaml";
const CONFIG = `${DIRECTORY}/${CONFIG_NAME}`;
const ROOTS = `${DIRECTORY}/roots`;
/** Not root: the published image's own default. */
const UID = 65_534;

/** Where the files of a pipelock in a container lie, and whose they are. */
export const pipelockFiles = { directory: DIRECTORY, config: CONFIG_NAME, uid: UID, gid: UID } as const;

/** Where pipelock listens inside its container; the metrics are for nobody. */
export const containerListen = { proxy: `0.0.0.0:${sidecarPorts.pipelock}`, metrics: "127.0.0.1:9090" };

interface PipelockFile {
  /** Below the configuration directory; ends with a slash where it is a directory. */
  name: string;
  content: string | Secret;
  mode: number;
}

/** What any backend needs to run pipelock; the command lines start after the executable's own path. */
export interface PipelockLaunch {
  directory: string;
  files: PipelockFile[];
  uid: number;
  gid: number;
  /** The whole environment: an inherited one could switch telemetry on. */
  env: Record<string, string>;
  check: string[];
  run: string[];
  health: string[];
  /** Lowest that keeps a scan of one body from starving the others. */
  resources: { cpus: number; memoryBytes: number; pids: number };
}

export interface PipelockLaunchOptions {
  yaml: string;
  authority: { certPem: string; keyPem: string };
  /** Roots to trust besides the system's (PEM). */
  extraRoots: readonly string[];
}

/**
 * How pipelock is started in a container. An empty file would be valid and mean that every public host is reachable, and
 * a command without a file the same: neither can come out of here.
 */
export function pipelockLaunch({ yaml, authority, extraRoots }: PipelockLaunchOptions): PipelockLaunch {
  if (!/^mode: strict$/m.test(yaml))
    throw new BottleError("internal", "Cannot start pipelock with a configuration that is not strict");
  if (!authority.keyPem.startsWith("-----BEGIN EC PRIVATE KEY-----"))
    throw new BottleError("internal", "Cannot start pipelock with a key that is not in SEC1 form");
  const roots = extraRoots.map((pem, index) => ({ name: `roots/${index}.pem`, content: pem, mode: 0o444 }));
  return {
    directory: DIRECTORY,
    files: [
      { name: CONFIG_NAME, content: yaml, mode: 0o444 },
      { name: "ca.pem", content: authority.certPem, mode: 0o444 },
      // Refused when others may read it.
      {
        name: "ca-key.pem",
        content: new Secret("key of pipelock's authority", authority.keyPem),
        mode: 0o600,
      },
      ...(roots.length === 0 ? [] : [{ name: "roots/", content: "", mode: 0o555 }, ...roots]),
    ],
    uid: UID,
    gid: UID,
    // Adds to the system's roots; SSL_CERT_FILE would replace them.
    env: roots.length === 0 ? {} : { SSL_CERT_DIR: ROOTS },
    check: ["check", "-c", CONFIG],
    run: ["run", "-c", CONFIG],
    health: ["healthcheck", "--addr", `127.0.0.1:${sidecarPorts.pipelock}`],
    resources: { cpus: 1, memoryBytes: 256 * 1_048_576, pids: 64 },
  };
}
