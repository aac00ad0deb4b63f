import { type ChildProcess, spawn } from "node:child_process";
import { randomInt } from "node:crypto";
import { once } from "node:events";
import { open, mkdtemp, readFile, rm } from "node:fs/promises";
import { networkInterfaces, tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pass } from "node:timers/promises";
import type { Sink, SinkOptions } from "./sink.ts";
import { readings, sinkLines } from "./sink-lines.ts";
import { SINK_PROGRAM, stageSink } from "./sink-stage.ts";

const PATIENCE_MS = 20_000;
const LOOK_MS = 10;

/** An address of the machine's loopback that nobody else has: each test's own, on which every port is free. */
export const ownLoopback = (): string => `127.${randomInt(64, 250)}.${randomInt(256)}.${randomInt(1, 255)}`;

/** Starts a sink as a process on the machine's loopback, on which no agent is. */
export async function startLocalSink({ hosts, files = {} }: SinkOptions): Promise<Sink> {
  await using undo = new AsyncDisposableStack();
  const stage = await mkdtemp(join(tmpdir(), "cb-sink-"));
  undo.defer(() => rm(stage, { recursive: true, force: true }));
  const caPem = await stageSink(stage, { hosts, files });
  const address = ownLoopback();
  const log = join(stage, "log");
  const output = await open(log, "w");
  const child = spawn(process.execPath, [join(stage, SINK_PROGRAM), address], {
    stdio: ["ignore", output.fd, output.fd],
  });
  await output.close();
  undo.defer(() => ended(child));
  const lines = async () => sinkLines(await readFile(log, "utf8"));
  await untilReady(child, log);
  const held = undo.move();
  return {
    network: null,
    address,
    gateway: machineAddress(),
    caPem,
    ...readings(lines),
    [Symbol.asyncDispose]: () => held.disposeAsync(),
  };
}

/** Waits until a program says that it is ready, in the file that it writes to. */
export async function untilReady(child: ChildProcess, log: string): Promise<void> {
  const deadline = Date.now() + PATIENCE_MS;
  for (;;) {
    const said = await readFile(log, "utf8");
    if (said.includes('"event":"ready"')) return;
    if (child.exitCode !== null || Date.now() > deadline)
      throw new Error(`the test's server is not ready: ${said}`);
    await pass(LOOK_MS);
  }
}

export async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, "exit");
  child.kill();
  await gone;
}

/** One by which others reach the machine, or its loopback where nobody does. */
function machineAddress(): string {
  const all = Object.values(networkInterfaces()).flatMap((each) => each ?? []);
  return all.find(({ family, internal }) => family === "IPv4" && !internal)?.address ?? "127.0.0.1";
}
