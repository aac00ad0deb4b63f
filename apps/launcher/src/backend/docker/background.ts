import { agentUser } from "../../provision/agent-user.ts";
import type { Engine } from "./engine-words.ts";

/** The first process's output is the container's log; a detached command has none of its own. Two pipes would lose the order. */
const INTO_THE_LOG = `exec </dev/null >/proc/1/fd/1 2>&1
"$@"
echo "The command ended with status $?"`;

interface Background {
  container: string;
  command: readonly string[];
  environment: Record<string, string>;
}

/** Starts a command as the agent's user and leaves it running; what it says and how it ends is in the container's log. */
export async function runInBackground(
  engine: Engine,
  { container, command, environment }: Background,
): Promise<void> {
  await engine.execDetached(container, {
    command: ["/bin/sh", "-c", INTO_THE_LOG, "sh", ...command],
    user: `${agentUser.uid}:${agentUser.gid}`,
    workdir: agentUser.workdir,
    environment,
    tty: false,
  });
}
