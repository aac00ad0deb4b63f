import { spawn } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";

export interface Told {
  code: number | null;
  /** Both streams, in the order in which they came. */
  text: string;
  stdout: string;
}

const IDENTITY = {
  GIT_AUTHOR_NAME: "An Agent",
  GIT_AUTHOR_EMAIL: "agent@bottle.test",
  GIT_COMMITTER_NAME: "An Agent",
  GIT_COMMITTER_EMAIL: "agent@bottle.test",
};

/** The environment of a client: this machine's own configuration does not count. */
export const clientEnvironment = (home: string): Record<string, string> => ({
  PATH: "/usr/local/bin:/usr/bin:/bin",
  HOME: home,
  LC_ALL: "C",
  GIT_CONFIG_NOSYSTEM: "1",
  GIT_TERMINAL_PROMPT: "0",
  ...IDENTITY,
});

export interface GitOptions {
  cwd: string;
  env?: Record<string, string>;
  input?: string | Uint8Array;
}

/** Runs git as an agent does. */
export async function git(args: readonly string[], { cwd, env = {}, input = "" }: GitOptions): Promise<Told> {
  const child = spawn("git", ["-c", "init.defaultBranch=main", "-c", "gc.auto=0", ...args], {
    cwd,
    env: { ...clientEnvironment(cwd), ...env },
    stdio: ["pipe", "pipe", "pipe"],
  });
  let text = "";
  let stdout = "";
  child.stdout.on("data", (chunk: Buffer) => {
    text += chunk.toString();
    stdout += chunk.toString();
  });
  child.stderr.on("data", (chunk: Buffer) => {
    text += chunk.toString();
  });
  child.stdin.on("error", () => {});
  child.stdin.end(input);
  return await new Promise((resolve) => child.once("close", (code) => resolve({ code, text, stdout })));
}

/** A working copy of an agent. */
export class WorkingCopy {
  readonly path: string;

  constructor(path: string) {
    this.path = path;
  }

  async git(...args: string[]): Promise<Told> {
    return await git(args, { cwd: this.path });
  }

  /** The output of a git that must succeed. */
  async ok(...args: string[]): Promise<string> {
    const { code, text, stdout } = await this.git(...args);
    if (code !== 0) throw new Error(`git ${args.join(" ")} ended with ${code}: ${text}`);
    return stdout.trim();
  }

  async write(path: string, content: string | Uint8Array): Promise<void> {
    await mkdir(dirname(join(this.path, path)), { recursive: true });
    await writeFile(join(this.path, path), content);
  }

  /** Commits one file; the id of the commit. */
  async commit(path: string, content: string | Uint8Array, message = `Change ${path}`): Promise<string> {
    await this.write(path, content);
    await this.ok("add", "--all");
    await this.ok("commit", "--quiet", "-m", message);
    return await this.ok("rev-parse", "HEAD");
  }
}
