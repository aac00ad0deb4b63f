import { Readable } from "node:stream";
import fc from "fast-check";
import { expect, test } from "vitest";
import { frame, type Frame, frameKinds, readFrames } from "./frames.ts";

async function read(pieces: readonly Uint8Array[]): Promise<Frame[]> {
  const found: Frame[] = [];
  for await (const each of readFrames(Readable.from(pieces.map((piece) => Buffer.from(piece)))))
    found.push(each);
  return found;
}

test("what goes in as frames comes out as frames, however the wire cuts them", async () => {
  const frames = fc.array(
    fc.record({ kind: fc.constantFrom(...frameKinds), bytes: fc.uint8Array({ maxLength: 40 }) }),
    { maxLength: 8 },
  );
  await fc.assert(
    fc.asyncProperty(frames, fc.integer({ min: 1, max: 20 }), async (sent, cut) => {
      const wire = Buffer.concat(sent.map(({ kind, bytes }) => frame(kind, bytes)));
      const pieces = Array.from({ length: Math.ceil(wire.length / cut) }, (_, n) =>
        wire.subarray(n * cut, (n + 1) * cut),
      );
      const found = await read(pieces);
      expect(found.map(({ kind, bytes }) => ({ kind, bytes: [...bytes] }))).toEqual(
        sent.map(({ kind, bytes }) => ({ kind, bytes: [...bytes] })),
      );
    }),
  );
});

test("a kind or a length that nobody here sends ends the connection", async () => {
  await expect(read([Buffer.from([99, 0, 0, 0, 0])])).rejects.toThrow("no frame");
  await expect(read([Buffer.from([1, 0xff, 0xff, 0xff, 0xff])])).rejects.toThrow("no frame");
});
