import { once } from "node:events";
import type { Duplex } from "node:stream";
import { agentUser } from "../../provision/agent-user.ts";
import type { Streams } from "../backend.ts";
import { frames } from "./demultiplex.ts";
import type { Engine } from "./engine-words.ts";
import { followSize } from "./follow-size.ts";

interface Session {
  container: string;
  command: readonly string[];
  /** Handed over with the command: no inspection shows it, and no other process of the agent has it. */
  environment: Record<string, string>;
  streams: Streams;
  /** False: the command finds its stdin at an end. */
  stdin: boolean;
}

/** Runs a command as the agent's user on these streams; resolves with its exit status. */
export async function runInAgent(engine: Engine, session: Session): Promise<number> {
  const { container, command, environment, streams, stdin } = session;
  const terminal = stdin ? streams.terminal : null;
  const running = await engine.exec(container, {
    command,
    user: `${agentUser.uid}:${agentUser.gid}`,
    workdir: agentUser.workdir,
    environment: { ...(terminal === null ? {} : { TERM: "xterm-256color" }), ...environment },
    tty: terminal !== null,
    ...(terminal === null ? {} : { size: terminal.size() }),
  });
  await using ending = new AsyncDisposableStack();
  ending.defer(async () => void running.stream.destroy());
  if (terminal !== null) {
    terminal.raw(true);
    ending.defer(async () => terminal.raw(false));
    const stop = followSize(running, terminal);
    ending.defer(async () => stop());
  }
  if (stdin) ending.defer(feed(streams.stdin, running.stream));
  else running.stream.end();
  if (terminal === null) {
    for await (const { stream, bytes } of frames(running.stream)) await write(streams[stream], bytes);
  } else {
    for await (const bytes of running.stream) await write(streams.stdout, bytes);
  }
  return await running.exitCode();
}

/** Half-closes the command's stdin when ours ends; what it does not take any more is dropped. */
function feed(source: NodeJS.ReadableStream, target: Duplex): () => Promise<void> {
  target.on("error", () => undefined);
  source.pipe(target);
  return async () => {
    source.unpipe(target);
    source.pause();
  };
}

async function write(target: NodeJS.WritableStream, bytes: Uint8Array): Promise<void> {
  if (!target.write(bytes)) await once(target, "drain");
}
