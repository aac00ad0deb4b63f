import fc from "fast-check";
import { expect, test } from "vitest";
import { inGroups, inPieces, MOST_COPIED, ownMemory } from "./pieces.ts";

test("memory that belongs to a content alone is handed over, of other content a copy", () => {
  const own = new Uint8Array(100);
  expect(ownMemory(own)).toBe(own.buffer);
  expect(ownMemory(own.subarray(1))).toBeNull();
  expect(ownMemory(Buffer.from("of node's own pool"))).toBeNull();
  expect(ownMemory(new Uint8Array(0))).toBeNull();
});

test("what is copied goes in pieces that a turn of the event loop has room for", async () => {
  const content = new Uint8Array(3 * MOST_COPIED + 8).subarray(3).map((_, at) => at % 251);
  const pieces = [];
  for await (const piece of inPieces(content)) {
    expect(piece.length).toBeLessThanOrEqual(MOST_COPIED);
    expect(ownMemory(piece)).not.toBeNull();
    pieces.push(piece);
  }
  expect(Buffer.concat(pieces).equals(content)).toBe(true);
});

test("small files go together as far as a turn has room for them, in their order", () => {
  const sizes = fc.array(fc.integer({ min: 0, max: MOST_COPIED }), { maxLength: 40 });
  fc.assert(
    fc.property(sizes, fc.integer({ min: 1, max: 9 }), (lengths, most) => {
      const files = lengths.map((length) => ({ bytes: { length } }));
      const groups = inGroups(files, most);
      expect(groups.flat()).toEqual(files);
      for (const group of groups) {
        expect(group.length).toBeLessThanOrEqual(most);
        expect(group.reduce((sum, { bytes }) => sum + bytes.length, 0)).toBeLessThanOrEqual(MOST_COPIED);
      }
      // No group could have taken the next file too
      for (const [index, group] of groups.slice(1).entries()) {
        const before = groups[index] ?? [];
        const size = [...before, ...group.slice(0, 1)].reduce((sum, { bytes }) => sum + bytes.length, 0);
        expect(before.length === most || size > MOST_COPIED).toBe(true);
      }
    }),
  );
});
