import { PassThrough, Readable } from "node:stream";
import type { Streams } from "../backend/backend.ts";

/** Streams of a session that nobody sits at: what goes in, and what came out. */
export function sessionStreams(input: Uint8Array = new Uint8Array(), terminal: Streams["terminal"] = null) {
  const out: Buffer[] = [];
  const err: Buffer[] = [];
  const sink = (chunks: Buffer[]): PassThrough => {
    const stream = new PassThrough();
    stream.on("data", (chunk: Buffer) => chunks.push(chunk));
    return stream;
  };
  // A terminal does not end by itself
  const stdin = terminal === null ? Readable.from([input]) : new PassThrough();
  const streams: Streams = { stdin, stdout: sink(out), stderr: sink(err), terminal };
  return {
    streams,
    out: () => Buffer.concat(out),
    err: () => Buffer.concat(err),
  };
}
