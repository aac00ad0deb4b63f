import { spawn, spawnSync } from "node:child_process";

export interface Finished {
  code: number;
  stdout: string;
  stderr: string;
}

export interface RunOptions {
  env?: NodeJS.ProcessEnv;
  cwd?: string;
  input?: string | Buffer;
}

/** Runs a program to its end, collecting what it prints. */
export function run(file: string, args: readonly string[], options: RunOptions = {}): Promise<Finished> {
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, { env: options.env, cwd: options.cwd, stdio: ["pipe", "pipe", "pipe"] });
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    child.stdout.on("data", (chunk: Buffer) => out.push(chunk));
    child.stderr.on("data", (chunk: Buffer) => err.push(chunk));
    child.on("error", reject);
    child.on("close", (code, signal) => {
      resolve({
        code: code ?? 128 + (signal === null ? 0 : 1),
        stdout: Buffer.concat(out).toString("utf8"),
        stderr: Buffer.concat(err).toString("utf8"),
      });
    });
    child.stdin.on("error", () => child.stdin.destroy());
    child.stdin.end(options.input ?? "");
  });
}

/** The engine's own command line, so that what a test observes does not come through the code under test. */
export async function docker(...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await run("docker", args);
  if (code !== 0)
    throw new Error(`docker ${args.slice(0, 3).join(" ")} … ended with ${code}: ${stderr.trim()}`);
  return stdout.trim();
}

/** Why tests on a real engine cannot run here, or null when one answers. */
export function engineMissing(): string | null {
  const { status, error, stderr } = spawnSync("docker", ["version", "--format", "{{.Server.Version}}"], {
    encoding: "utf8",
  });
  if (error !== undefined) return `no docker command: ${error.message}`;
  return status === 0 ? null : `no engine answers: ${stderr.trim().split("\n")[0] ?? ""}`;
}

/** Everything that the engine holds of one bottle, one line each, sorted: other tests have theirs at the same time. */
export async function engineObjects(identity: string): Promise<string[]> {
  const filter = `label=claude-bottle.identity=${identity}`;
  const lists = await Promise.all([
    docker("ps", "--all", "--filter", filter, "--format", "container {{.Names}}"),
    docker("network", "ls", "--filter", filter, "--format", "network {{.Name}}"),
    docker("volume", "ls", "--filter", filter, "--format", "volume {{.Name}}"),
    docker("images", "--filter", filter, "--format", "image {{.Repository}}:{{.Tag}}"),
  ]);
  return lists.flatMap((list) => list.split("\n").filter((line) => line !== "")).toSorted();
}
