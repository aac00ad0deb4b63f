import * as fc from "fast-check";
import { expect, test } from "vitest";
import { FrameReader } from "./websocket-frames.ts";

function frame(payload: Uint8Array, key: Uint8Array | null): Buffer {
  const flag = key === null ? 0 : 0x80;
  const head =
    payload.length < 126
      ? Buffer.from([0x82, flag | payload.length])
      : Buffer.from([0x82, flag | 126, payload.length >> 8, payload.length & 0xff]);
  const body = Buffer.from(payload).map((byte, at) => byte ^ (key?.[at % 4] ?? 0));
  return Buffer.concat([head, key ?? Buffer.alloc(0), body]);
}

const frames = fc.array(
  fc.record({
    payload: fc.uint8Array({ maxLength: 300 }),
    key: fc.option(fc.uint8Array({ minLength: 4, maxLength: 4 })),
  }),
  { maxLength: 6 },
);

test("payloads come out unmasked and bytes unchanged, however the stream is cut", () => {
  fc.assert(
    fc.property(frames, fc.integer({ min: 1, max: 50 }), (all, step) => {
      const wire = Buffer.concat(all.map(({ payload, key }) => frame(payload, key)));
      const reader = new FrameReader();
      const pieces = [];
      for (let at = 0; at < wire.length; at += step)
        pieces.push(...reader.push(wire.subarray(at, at + step)));
      expect(Buffer.concat(pieces.map(({ raw }) => raw)).equals(wire)).toBe(true);
      const said = Buffer.concat(pieces.map(({ payload }) => payload));
      expect(said.equals(Buffer.concat(all.map(({ payload }) => payload)))).toBe(true);
    }),
  );
});

test("a frame that announces more than can ever come is read as it comes", () => {
  const reader = new FrameReader();
  const head = Buffer.from("82ffffffffffffffffff00000000", "hex");
  const pieces = reader.push(Buffer.concat([head, Buffer.from("abc")]));
  expect(pieces.map(({ payload }) => payload.toString())).toEqual(["", "abc"]);
});
