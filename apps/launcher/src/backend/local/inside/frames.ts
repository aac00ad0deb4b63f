import type { Readable } from "node:stream";

const HEADER_BYTES = 5;
/** More than either side ever sends at once. */
const LONGEST = 1024 * 1024;

/** What goes over the socket of a command, by its number on the wire. */
export const frameKinds = ["start", "input", "input-end", "resize", "out", "err", "end"] as const;
export type FrameKind = (typeof frameKinds)[number];

export interface Frame {
  kind: FrameKind;
  bytes: Buffer;
}

/** One frame on the wire: its kind, its length (big-endian), its bytes. */
export function frame(kind: FrameKind, bytes: Uint8Array = new Uint8Array()): Buffer {
  const header = Buffer.alloc(HEADER_BYTES);
  header.writeUInt8(frameKinds.indexOf(kind));
  header.writeUInt32BE(bytes.length, 1);
  return Buffer.concat([header, bytes]);
}

export const jsonFrame = (kind: FrameKind, value: unknown): Buffer =>
  frame(kind, Buffer.from(JSON.stringify(value)));

/** The frames of a stream; throws at one that nobody here would send. */
export async function* readFrames(source: Readable): AsyncGenerator<Frame> {
  let rest = Buffer.alloc(0);
  for await (const chunk of source) {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    while (rest.length >= HEADER_BYTES) {
      const kind = frameKinds[rest.readUInt8()];
      const length = rest.readUInt32BE(1);
      if (kind === undefined || length > LONGEST) throw new Error("This is no frame of a command");
      if (rest.length < HEADER_BYTES + length) break;
      yield { kind, bytes: rest.subarray(HEADER_BYTES, HEADER_BYTES + length) };
      rest = rest.subarray(HEADER_BYTES + length);
    }
  }
}
