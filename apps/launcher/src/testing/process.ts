import { spawn } from "node:child_process";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { compiledSources } from "@claude-bottle/shared/testing";

const main = join(import.meta.dirname, "../main.ts");

export interface Ended {
  status: number | null;
  out: string;
  err: string;
}

/** Runs the command as a person does, in a home of the test's own; `pty` puts a terminal around it that types `keys`. */
export async function runProcess(
  root: string,
  argv: readonly string[],
  options: { env?: Record<string, string>; keys?: string[]; program?: string; input?: string } = {},
): Promise<Ended> {
  const command = [process.execPath, options.program ?? main, ...argv];
  const [program = "", ...args] =
    options.keys === undefined
      ? command
      : ["python3", "-c", TYPIST, JSON.stringify(options.keys), ...command];
  const child = spawn(program, args, {
    cwd: join(root, "work"),
    stdio: ["pipe", "pipe", "pipe"],
    env: {
      PATH: join(process.execPath, "..") + ":/usr/bin:/bin",
      HOME: root,
      CLAUDE_BOTTLE_HOME: join(root, ".claude-bottle"),
      // Whatever else this machine could run bottles with
      CLAUDE_BOTTLE_BACKEND: "docker",
      DOCKER_HOST: `unix://${root}/no-engine.sock`,
      NO_COLOR: "1",
      ...compiledSources,
      ...options.env,
    },
  });
  child.stdin.end(options.input ?? "");
  const closed = new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  const [out, err, status] = await Promise.all([text(child.stdout), text(child.stderr), closed]);
  return { status, out: out.replaceAll(root, "<root>"), err: err.replaceAll(root, "<root>") };
}

/** Waits for each text to appear on the terminal, then types its answer; prints all that the terminal showed. */
const TYPIST = `
import json, os, pty, sys
steps = json.loads(sys.argv[1])
pid, fd = pty.fork()
if pid == 0:
    os.execv(sys.argv[2], sys.argv[2:])
shown = b""
seen = 0
while True:
    try:
        chunk = os.read(fd, 4096)
    except OSError:
        break
    if not chunk:
        break
    shown += chunk
    while len(steps) >= 2 and steps[0].encode() in shown[seen:]:
        seen = shown.index(steps[0].encode(), seen) + len(steps[0].encode())
        os.write(fd, steps[1].encode())
        steps = steps[2:]
sys.stdout.buffer.write(shown)
sys.stdout.flush()
os._exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) & 255)
`;
