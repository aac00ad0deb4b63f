import type { ChildProcess } from "node:child_process";
import type { Socket } from "node:net";
import type { Writable } from "node:stream";
import { runInBackground } from "./background.ts";
import { type Frame, jsonFrame, readFrames } from "./frames.ts";
import type { Order } from "./order.ts";
import { Output } from "./output.ts";
import { endOf, run } from "./run.ts";
import { resizeTerminal, type Size } from "./terminal-command.ts";

/** What all commands have in common. */
interface Sandbox {
  environment: Record<string, string>;
  /** Writes a line of a command in the background into the sandbox's log. */
  say: (line: string) => void;
}

/** Runs the command that the first frame orders, carries its streams, and says how it ended. */
export async function serveCommand(socket: Socket, { environment, say }: Sandbox): Promise<void> {
  const frames = readFrames(socket);
  const first = await frames.next();
  if (first.done === true || first.value.kind !== "start") throw new Error("A command starts with its order");
  const ordered = parsed<Order>(first.value);
  const order = { ...ordered, environment: { ...environment, ...ordered.environment } };
  if (order.background) {
    void runInBackground(order, say);
    socket.end(jsonFrame("end", { status: 0 }));
    return;
  }
  const child = run(order);
  const ended = endOf(child);
  const output = new Output(socket, child);
  void feed(frames, child, order).finally(() => hangUp(child));
  const status = await ended;
  await output.finished();
  socket.end(jsonFrame("end", { status }));
}

/** Frames come from the launcher of the same program. */
function parsed<T>({ bytes }: Frame): T {
  return JSON.parse(bytes.toString()) as T;
}

/** Until whoever ordered it is gone. */
async function feed(frames: AsyncGenerator<Frame>, child: ChildProcess, { size }: Order): Promise<void> {
  const { stdin } = child;
  stdin?.on("error", () => undefined);
  try {
    for await (const each of frames) {
      if (each.kind === "input" && stdin !== null) await pour(each.bytes, stdin);
      if (each.kind === "input-end") stdin?.end();
      if (each.kind === "resize" && size !== null && child.pid !== undefined)
        await resizeTerminal(child.pid, parsed<Size>(each));
    }
  } catch {
    // A connection that broke off is one that ended
  }
}

/** What a command does not take any more is dropped: its end, not its stdin's, ends the connection. */
async function pour(bytes: Buffer, stdin: Writable): Promise<void> {
  if (!stdin.writable || stdin.write(bytes)) return;
  if (stdin.destroyed) return;
  await new Promise<void>((resolve) => {
    stdin.once("drain", resolve);
    stdin.once("close", resolve);
  });
}

function hangUp({ pid, exitCode, signalCode }: ChildProcess): void {
  if (pid === undefined || exitCode !== null || signalCode !== null) return;
  try {
    process.kill(-pid, "SIGHUP");
  } catch {
    // It ended in this moment
  }
}
