/** Every variable that the command itself understands, with what it does. The only table of its kind. */
export const environmentVariables = {
  CLAUDE_BOTTLE_HOME: "Directory of bottles, agents, settings and state, instead of `~/.claude-bottle`",
  CLAUDE_BOTTLE_BACKEND: "Backend to use when `--backend` is not given",
  CLAUDE_BOTTLE_DRY_RUN: "`1`: every `start` is a `--dry-run`",
  CLAUDE_BOTTLE_BASE_IMAGE: "Image that ours are built from, instead of the slim Node image of Debian",
  CLAUDE_BOTTLE_PIPELOCK_IMAGE: "pipelock image to run, instead of the published one",
  CLAUDE_BOTTLE_PIPELOCK_BINARY: "pipelock binary to run, instead of an image",
  CLAUDE_BOTTLE_EXTRA_CA:
    "File of PEM certificates that builds, sidecars and the agent trust besides the public ones, for networks that intercept TLS",
  NODE_EXTRA_CA_CERTS: "Taken for `CLAUDE_BOTTLE_EXTRA_CA` where that one is not set",
  DOCKER_HOST: "Engine to talk to, instead of the local socket",
  DOCKER_TLS_VERIFY: "`1`: talk TLS to a remote engine and check its certificate",
  DOCKER_CERT_PATH: "Directory with `ca.pem`, `cert.pem` and `key.pem` for a remote engine",
  EDITOR: "Editor to open, with its arguments; `vi` is the default",
  NO_COLOR: "Set to anything: no colour",
} as const satisfies Record<string, string>;

type EnvironmentVariable = keyof typeof environmentVariables;

/** What the command reads of the variables it was started with; an empty one counts as not set. */
export interface Environment {
  get(name: EnvironmentVariable): string | undefined;
  /** A variable that a manifest refers to, by any name. */
  host(name: string): string | undefined;
}

/** An environment over plain data: what `processEnvironment` is made of, and what tests pass in. */
export function environmentOf(values: Readonly<Record<string, string | undefined>>): Environment {
  const read = (name: string): string | undefined => {
    const value = Object.hasOwn(values, name) ? values[name] : undefined;
    return value === "" ? undefined : value;
  };
  return { get: read, host: read };
}

/** The one reader of the process's own environment. */
export function processEnvironment(): Environment {
  return environmentOf(process.env);
}

/**
 * Does the work as a program in production: React chooses by `NODE_ENV`, once, between itself and a slower one that keeps
 * what it did for a developer to see; `DEV` makes ink look for such a developer's tools.
 */
export async function asInProduction<T>(work: () => Promise<T>): Promise<T> {
  const before = { NODE_ENV: process.env["NODE_ENV"], DEV: process.env["DEV"] };
  process.env["NODE_ENV"] = "production";
  delete process.env["DEV"];
  try {
    return await work();
  } finally {
    for (const [name, value] of Object.entries(before)) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  }
}
