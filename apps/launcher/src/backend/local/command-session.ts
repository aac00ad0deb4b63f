import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { BottleError } from "@claude-bottle/shared";
import { z } from "zod";
import type { Streams } from "../backend.ts";
import { frame, jsonFrame, readFrames } from "./inside/frames.ts";
import type { Order } from "./inside/order.ts";

const endSchema = z.object({ status: z.int() });

interface Session {
  command: readonly string[];
  /** Handed over with the command: no other process of the agent has it. */
  environment: Record<string, string>;
  streams: Streams;
  /** False: the command finds its stdin at an end. */
  stdin: boolean;
  /** Hangs up on the command. */
  signal?: AbortSignal;
}

/** Runs a command in the sandbox behind this socket on these streams; resolves with its exit status. */
export async function runInSandbox(path: string, session: Session): Promise<number> {
  const { streams, stdin } = session;
  const terminal = stdin ? streams.terminal : null;
  const socket = await connected(path);
  await using ending = new AsyncDisposableStack();
  ending.defer(async () => void socket.destroy());
  const cut = (): void => void socket.destroy();
  session.signal?.addEventListener("abort", cut, { once: true });
  order(socket, {
    command: [...session.command],
    environment: { ...(terminal === null ? {} : { TERM: "xterm-256color" }), ...session.environment },
    size: terminal?.size() ?? null,
    background: false,
  });
  if (terminal !== null) {
    terminal.raw(true);
    ending.defer(async () => terminal.raw(false));
    const stop = terminal.onResize(() => void socket.write(jsonFrame("resize", terminal.size())));
    ending.defer(async () => stop());
  }
  if (stdin) ending.defer(feed(streams.stdin, socket));
  else socket.write(frame("input-end"));
  return await carry(socket, streams);
}

/** Starts a command that nobody listens to; what it says is the sandbox's log. */
export async function startInSandbox(
  path: string,
  { command, environment }: Pick<Session, "command" | "environment">,
): Promise<void> {
  const socket = await connected(path);
  order(socket, { command: [...command], environment, size: null, background: true });
  for await (const { kind } of readFrames(socket)) if (kind === "end") break;
  socket.destroy();
}

async function connected(path: string): Promise<Socket> {
  const socket = connect({ path, allowHalfOpen: true });
  try {
    await once(socket, "connect");
  } catch (cause) {
    throw new BottleError("engine-failed", `The agent's sandbox does not answer at "${path}"`, {
      hint: "Run `claude-bottle list` to see whether it still runs",
      cause,
    });
  }
  socket.on("error", () => undefined);
  return socket;
}

const order = (socket: Socket, what: Order): void => void socket.write(jsonFrame("start", what));

/** What comes out, until it says how the command ended; a sandbox that is gone ended it. */
async function carry(socket: Socket, streams: Streams): Promise<number> {
  try {
    for await (const { kind, bytes } of readFrames(socket)) {
      if (kind === "end") return endSchema.parse(JSON.parse(bytes.toString())).status;
      if (kind === "out") await write(streams.stdout, bytes);
      if (kind === "err") await write(streams.stderr, bytes);
    }
  } catch (error) {
    if (!socket.destroyed) throw error;
  }
  return KILLED;
}

const KILLED = 137;

function feed(source: NodeJS.ReadableStream, socket: Socket): () => Promise<void> {
  const onData = (chunk: Buffer | string): void => {
    if (socket.writable && !socket.write(frame("input", Buffer.from(chunk)))) {
      source.pause();
      socket.once("drain", () => source.resume());
    }
  };
  const onEnd = (): void => void (socket.writable && socket.write(frame("input-end")));
  source.on("data", onData);
  source.once("end", onEnd);
  // A question that was answered on it before has left it paused
  source.resume();
  return async () => {
    source.off("data", onData);
    source.off("end", onEnd);
    source.pause();
  };
}

async function write(target: NodeJS.WritableStream, bytes: Uint8Array): Promise<void> {
  if (!target.write(bytes)) await once(target, "drain");
}
