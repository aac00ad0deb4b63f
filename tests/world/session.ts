import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { identityIn } from "./identity-in.ts";
import type { World } from "./world.ts";

/** A shell inside a running bottle: scripts go in one after the other, each one's output comes back. */
export interface Session extends AsyncDisposable {
  identity: string;
  run(script: string): Promise<string>;
  /** What the launcher itself printed so far: preflight, progress, notices. */
  notices(): string;
}

/** Starts the agent with `bash` as its command and waits until it answers; disposal ends the bottle. */
export async function startSession(
  world: World,
  agent: string,
  { flags = [], env = {} }: { flags?: readonly string[]; env?: NodeJS.ProcessEnv } = {},
): Promise<Session> {
  const mark = `mark-${randomBytes(8).toString("hex")}`;
  const child = world.spawn(["start", agent, "--yes", ...flags, "--", "bash"], env);
  const closed = once(child, "close");
  let notices = "";
  child.stderr.on("data", (chunk: Buffer) => (notices += chunk.toString("utf8")));
  let printed = "";
  let heard = Promise.withResolvers<void>();
  child.stdout.on("data", (chunk: Buffer) => {
    printed += chunk.toString("utf8");
    heard.resolve();
  });
  const run = async (script: string): Promise<string> => {
    child.stdin.write(`{\n${script}\n} </dev/null 2>&1\nprintf '\\n%s\\n' ${mark}\n`);
    while (!printed.includes(`\n${mark}\n`)) {
      heard = Promise.withResolvers<void>();
      const gone = closed.then(() => {
        throw new Error(`the session ended: ${printed}\n${notices}`);
      });
      await Promise.race([heard.promise, gone]);
    }
    const [output = "", ...rest] = printed.split(`\n${mark}\n`);
    printed = rest.join("");
    return output;
  };
  await run("true");
  const identity = identityIn(notices);
  return {
    identity,
    run,
    notices: () => notices,
    async [Symbol.asyncDispose]() {
      child.stdin.end("exit 0\n");
      await closed;
    },
  };
}
