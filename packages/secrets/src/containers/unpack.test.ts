import { deflateRawSync, deflateSync, gzipSync, inflateRawSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Inflate, usualLimits } from "./budget.ts";
import { unpack, type Unpacked } from "./unpack.ts";

const inflate: Inflate = (bytes, most) => {
  try {
    // `info` gives the engine, which knows how much it read; the types do not say so
    const result: unknown = inflateRawSync(bytes, {
      maxOutputLength: Math.max(1, most),
      finishFlush: 2,
      info: true,
    });
    const { buffer, engine } = result as { buffer: Buffer; engine: { bytesWritten: number } };
    return { bytes: buffer, read: engine.bytesWritten };
  } catch (error) {
    return (error as { code?: string }).code === "ERR_BUFFER_TOO_LARGE" ? "over" : "damaged";
  }
};

const TEXT = Buffer.from("a line of text that lies within, and another\n");
const of = (bytes: Uint8Array, limits = {}): Unpacked => unpack({ path: "f", bytes }, inflate, { ...usualLimits, ...limits }); // prettier-ignore
function shown(bytes: Uint8Array): string[] {
  const unpacked = of(bytes);
  if (unpacked.verdict === "over-budget") return [`over ${unpacked.limit}`];
  const { parts, unread } = unpacked;
  return [
    ...parts.map(({ path, bytes: inner }) => `${path}: ${Buffer.from(inner).toString().trim()}`),
    ...unread.map(({ path, why }) => `${path}: ${why}`),
  ];
}

interface ZipEntry {
  name?: string;
  data?: Buffer;
  method?: number;
  flags?: number;
  /** What the local head says; default: the truth. */
  size?: number;
  extra?: number;
}

function zipped({ name = "x", data = TEXT, method = 8, flags = 0, size, extra = 0 }: ZipEntry = {}): Buffer {
  const packed = method === 8 ? deflateRawSync(data) : data;
  const head = Buffer.alloc(30);
  head.write("PK\u0003\u0004", "latin1");
  head.writeUInt16LE(flags, 6);
  head.writeUInt16LE(method, 8);
  head.writeUInt32LE(size ?? packed.length, 18);
  head.writeUInt16LE(name.length, 26);
  head.writeUInt16LE(extra, 28);
  return Buffer.concat([head, Buffer.from(name), packed]);
}

function tarred(
  name: string,
  data: Buffer,
  changes: { type?: string; prefix?: string; size?: string } = {},
): Buffer {
  const head = Buffer.alloc(512);
  head.write(name);
  head.write(changes.size ?? `${data.length.toString(8).padStart(11, "0")} `, 124, "latin1");
  head.write("        ", 148);
  head.write(changes.type ?? "0", 156);
  head.write("ustar\u000000", 257);
  head.write(changes.prefix ?? "", 345);
  const sum = head.reduce((total, byte) => total + byte, 0);
  head.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148);
  return Buffer.concat([head, data, Buffer.alloc((512 - (data.length % 512)) % 512)]);
}
const END_OF_TAR = Buffer.alloc(1024);
const line = TEXT.toString().trim();

describe("what lies in a container", () => {
  const named = Buffer.concat([Buffer.from([0x1f, 0x8b, 8, 8, 0, 0, 0, 0, 0, 3]), Buffer.from("in.txt\0"), deflateRawSync(TEXT), Buffer.alloc(8)]); // prettier-ignore
  const cases: [string, Buffer, string[]][] = [
    ["gzip", gzipSync(TEXT), [`f!gzip: ${line}`]],
    ["gzip with a name, its checksum wrong", named, [`f!in.txt: ${line}`]],
    [
      "gzip of two members",
      Buffer.concat([gzipSync(TEXT), gzipSync("two")]),
      [`f!gzip: ${line}`, "f!gzip: two"],
    ],
    ["gzip that ends too early", gzipSync(TEXT).subarray(0, -12), ["f!gzip: a line of text that lies within, and an"]], // prettier-ignore
    [
      "gzip in name only",
      Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 0xff]),
      ["f!gzip: damaged"],
    ],
    ["zlib", deflateSync(TEXT), [`f!zlib: ${line}`]],
    ["zip, deflated", zipped({ name: "a/b.txt" }), [`f!a/b.txt: ${line}`]],
    ["zip, stored", zipped({ method: 0 }), [`f!x: ${line}`]],
    ["zip, its size told after the data", Buffer.concat([zipped({ size: 0, flags: 8 }), zipped({ name: "y" })]), [`f!x: ${line}`, `f!y: ${line}`]], // prettier-ignore
    ["zip whose head lies about the size", zipped({ size: 3 }), [`f!x: ${line}`]],
    ["zip behind a program", Buffer.concat([Buffer.from("#!/bin/sh\n"), zipped(), Buffer.from("PK\u0005\u0006"), Buffer.alloc(18)]), [`f!x: ${line}`]], // prettier-ignore
    ["zip whose head lies about what follows it", Buffer.concat([zipped({ extra: 60_000 }), zipped({ name: "y" })]), ["f!x: damaged", `f!y: ${line}`].toReversed()], // prettier-ignore
    ["gzip whose head goes on beyond the end", Buffer.from([0x1f, 0x8b, 8, 4, 0, 0, 0, 0, 0, 3, 0xff, 0xff, 1]), ["f!gzip: damaged"]], // prettier-ignore
    ["zip with an entry in the extra field of another", Buffer.concat([zipped({ method: 0, extra: zipped({ name: "y" }).length, data: Buffer.alloc(0) }), zipped({ name: "y" }), deflateRawSync("two")]), [expect.stringMatching(/^f!x: /), `f!y: ${line}`] as string[]], // prettier-ignore
    ["zip, encrypted", zipped({ flags: 1 }), ["f!x: encrypted"]],
    ["zip of another method", zipped({ method: 93 }), ["f!x: method"]],
    ["tar", Buffer.concat([tarred("a.txt", TEXT), tarred("b/c", Buffer.from("two"), { prefix: "p" }), END_OF_TAR]), [`f!a.txt: ${line}`, "f!p/b/c: two"]], // prettier-ignore
    ["tar with a pax name", Buffer.concat([tarred("PaxHeader", Buffer.from("21 path=long/name.x\n"), { type: "x" }), tarred("short", TEXT)]), [`f!long/name.x: ${line}`]], // prettier-ignore
    ["tar with a GNU name", Buffer.concat([tarred("././@LongLink", Buffer.from("long/name.y\0"), { type: "L" }), tarred("short", TEXT)]), [`f!long/name.y: ${line}`]], // prettier-ignore
    ["tar with a size in base 256", tarred("a", TEXT, { size: `\u0080${"\0".repeat(10)}${String.fromCharCode(TEXT.length)}` }), [`f!a: ${line}`]], // prettier-ignore
    ["tar that goes wrong after its first file", Buffer.concat([tarred("a", TEXT), Buffer.alloc(512, "x")]), [`f!a: ${line}`, "f!block 2: damaged"]], // prettier-ignore
    ["UTF-16 with a mark", Buffer.from(`\ufeff${line}`, "utf16le"), [`f: ${line}`]],
    ["UTF-16 without", Buffer.from(line, "utf16le"), [`f: ${line}`]],
    ["UTF-16, big end first", Buffer.from(line, "utf16le").swap16(), [`f: ${line}`]],
    ["a container in a container in one", gzipSync(zipped({ data: tarred("t", TEXT) })), [
      expect.stringMatching(/^f!gzip: PK/), expect.stringMatching(/^f!gzip!x: t/), `f!gzip!x!t: ${line}`,
    ] as string[]], // prettier-ignore
    ["text", TEXT, []],
    ["nothing", Buffer.alloc(0), []],
  ];
  test.for(cases)("%s", ([, bytes, wanted]) => {
    expect(shown(bytes)).toEqual(wanted);
  });

  test("lies where the outermost bytes have it", () => {
    const archive = Buffer.concat([tarred("a", TEXT), tarred("b", gzipSync("two"))]);
    expect(of(archive)).toMatchObject({
      parts: [{ origin: 512 }, { origin: 1536 }, { path: "f!b!gzip", origin: 1536, from: "gzip" }],
    });
  });
});

describe("a limit that is passed is said, never overlooked", () => {
  const nested = (depth: number): Buffer => (depth === 0 ? TEXT : gzipSync(nested(depth - 1)));
  const cases: [string, Buffer, object, string][] = [
    ["depth", nested(4), {}, "depth"],
    ["bytes in all", Buffer.concat([gzipSync(Buffer.alloc(600, "ab")), gzipSync(Buffer.alloc(600, "cd"))]), { bytes: 1000 }, "bytes"], // prettier-ignore
    ["bytes out for each byte in", gzipSync(Buffer.alloc(8 * 1024 * 1024)), {}, "ratio"],
    ["bytes of UTF-16", Buffer.from(line.repeat(20), "utf16le"), { bytes: 1000 }, "bytes"],
    ["parts of a zip", Buffer.concat([zipped(), zipped(), zipped()]), { entries: 2 }, "entries"],
    ["parts of a tar", Buffer.concat([tarred("a", TEXT), tarred("b", TEXT)]), { entries: 1 }, "entries"],
    ["damaged parts", Buffer.concat(Array.from({ length: 40 }, () => Buffer.concat([zipped({ data: Buffer.alloc(0) }).subarray(0, 31), Buffer.alloc(9, 0xff)]))), {}, "entries"], // prettier-ignore
  ];
  test.for(cases)("%s", ([, bytes, limits, limit]) => {
    expect(of(bytes, limits)).toMatchObject({ verdict: "over-budget", limit });
  });

  test("three layers are no such case", () => {
    expect(of(nested(3)).verdict).toBe("unpacked");
  });
});

test("whatever the bytes, unpacking ends without an error, and within its limits", () => {
  const seeds = [
    gzipSync(TEXT),
    deflateSync(TEXT),
    zipped(),
    tarred("a", TEXT),
    Buffer.from(line, "utf16le"),
  ];
  const part = fc.oneof(
    fc.constantFrom(...seeds),
    fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes)),
  );
  const damage = fc.array(fc.tuple(fc.nat(2000), fc.nat(255)), { maxLength: 6 });
  fc.assert(
    fc.property(fc.array(part, { maxLength: 5 }), damage, (parts, changes) => {
      const bytes = Buffer.concat(parts);
      for (const [at, value] of changes) if (at < bytes.length) bytes[at] = value;
      const unpacked = of(bytes, { bytes: 100_000, entries: 50 });
      if (unpacked.verdict === "over-budget") return;
      expect(unpacked.parts.length).toBeLessThanOrEqual(50);
      for (const { origin } of unpacked.parts) expect(origin).toBeLessThanOrEqual(bytes.length);
    }),
    { numRuns: 1000 },
  );
});
