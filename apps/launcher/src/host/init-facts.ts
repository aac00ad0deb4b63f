import { execFile } from "node:child_process";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { parseHostKey } from "@claude-bottle/manifest";
import { readGitUrl } from "../core/git/git-url.ts";
import { type Ecosystem, ecosystemsOf } from "../init/ecosystems.ts";
import type { Environment } from "./environment.ts";
import { exists } from "./files.ts";
import { inspectWorkingCopy } from "./inspect-working-copy.ts";

/** What a first manifest can start from; never a value of a credential. */
export interface InitFacts {
  /** The remote `origin`, or the only one; null: none. */
  remote: string | null;
  ecosystems: Ecosystem[];
  /** Variables that hold a credential for the model, in order of preference. */
  tokens: string[];
  /** Private keys of the user, as `~/…`. */
  keys: string[];
  /** The remote's host key as the user's `known_hosts` has it; null: it has none. */
  hostKey: string | null;
}

const MODEL_TOKENS = ["CLAUDE_CODE_OAUTH_TOKEN", "ANTHROPIC_API_KEY"];
const KEYS = ["id_ed25519", "id_ecdsa", "id_rsa"];

const run = promisify(execFile);

export async function initFacts(places: {
  cwd: string;
  userHome: string;
  environment: Environment;
}): Promise<InitFacts> {
  const { cwd, userHome, environment } = places;
  const { remotes } = await inspectWorkingCopy(cwd);
  const remote =
    remotes.find(({ name }) => name === "origin") ?? (remotes.length === 1 ? remotes[0] : undefined);
  const names = await readdir(cwd);
  const present = await Promise.all(
    KEYS.map(async (name) => ((await exists(join(userHome, ".ssh", name))) ? name : null)),
  );
  return {
    remote: remote?.url ?? null,
    ecosystems: ecosystemsOf(names),
    tokens: MODEL_TOKENS.filter((name) => environment.host(name) !== undefined),
    keys: present.flatMap((name) => (name === null ? [] : [`~/.ssh/${name}`])),
    hostKey: remote === undefined ? null : await knownHostKey(remote.url, join(userHome, ".ssh/known_hosts")),
  };
}

/** OpenSSH's own reader finds the line, also where names are hashed. */
async function knownHostKey(url: string, file: string): Promise<string | null> {
  const read = readGitUrl(url);
  if (read?.scheme !== "ssh" || !(await exists(file))) return null;
  const name = read.port === null ? read.host : `[${read.host}]:${read.port}`;
  const found = await run("ssh-keygen", ["-F", name, "-f", file]).catch(() => null);
  const keys = (found?.stdout ?? "")
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("#") && !line.startsWith("@"))
    .map((line) => line.split(" ").slice(1, 3).join(" "))
    .filter((key) => typeof parseHostKey(key) !== "string");
  return keys.find((key) => key.startsWith("ssh-ed25519")) ?? keys[0] ?? null;
}
