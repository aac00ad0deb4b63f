import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { CommandListReader, parseCommand } from "./command-list.ts";
import { banded, FLUSH, packet, readPacket } from "./pkt-line.ts";
import { isPushableRef } from "./ref-name.ts";
import { refusalReport } from "./refusal-report.ts";

const A = "a".repeat(40);
const B = "b".repeat(40);
const ZERO = "0".repeat(40);

describe("packets", () => {
  test("one is four digits of its whole length, then its bytes", () => {
    expect(packet("hi\n").toString()).toBe("0007hi\n");
    expect(() => packet(Buffer.alloc(65_517))).toThrow(RangeError);
  });

  test("long text is cut into packets of one band", () => {
    const bytes = banded(2, "x".repeat(100_000));
    const first = readPacket(bytes, 0);
    expect(first).toMatchObject({ kind: "packet", next: 65_520 });
    expect(readPacket(bytes, 65_520)).toMatchObject({ kind: "packet", next: bytes.length });
  });

  test("whatever was written is read again, and a cut one asks for more", () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 2000 }), fc.nat(), (content, cut) => {
        const written = packet(content);
        expect(readPacket(written, 0)).toEqual({
          kind: "packet",
          bytes: Buffer.from(content),
          next: written.length,
        });
        expect(readPacket(written.subarray(0, cut % written.length), 0)).toEqual({ kind: "more" });
      }),
    );
  });

  test("no bytes make the reader throw, go back, or read past the end", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), fc.nat({ max: 80 }), (content, at) => {
        const bytes = Buffer.from(content);
        const read = readPacket(bytes, at);
        if (!("next" in read)) return;
        expect(read.next).toBeGreaterThan(at);
        expect(read.next).toBeLessThanOrEqual(bytes.length);
      }),
    );
  });

  test.for(["0001", "0002", "0003", "0004", "fff1", "ffff", "00g0", "-001", " 001", "0x10"])(
    "%s begins no packet",
    (digits) => {
      expect(readPacket(Buffer.from(`${digits}${"x".repeat(70_000)}`), 0)).toEqual({ kind: "malformed" });
    },
  );
});

describe("the list of commands in front of a push", () => {
  const line = `${A} ${B} refs/heads/main\0report-status side-band-64k atomic\n`;
  const read = (bytes: Buffer, step = bytes.length): ReturnType<CommandListReader["add"]> => {
    const reader = new CommandListReader(3);
    for (let at = 0; at < bytes.length; at += step) {
      const one = reader.add(bytes.subarray(at, at + step));
      if (one !== null) return one;
    }
    return null;
  };

  test.for([1, 7, 1000])("is read from chunks of %i bytes, and what follows is kept", (step) => {
    const more = packet(`${ZERO} ${B} refs/tags/v1\n`);
    const bytes = Buffer.concat([packet(`shallow ${A}`), packet(line), more, FLUSH, Buffer.from("PACK")]);
    expect(read(bytes, step)).toMatchObject({
      kind: "list",
      list: {
        commands: [
          { old: A, new: B, ref: "refs/heads/main" },
          { old: null, new: B, ref: "refs/tags/v1" },
        ],
        capabilities: ["report-status", "side-band-64k", "atomic"],
      },
    });
  });

  test("its bytes are passed on as they came", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), fc.integer({ min: 1, max: 50 }), (pack, step) => {
        const bytes = Buffer.concat([packet(line), FLUSH, pack]);
        const one = read(bytes, step);
        if (one?.kind !== "list") throw new Error("no list");
        const taken = Buffer.concat([one.list.head, one.list.rest]);
        expect(taken).toEqual(bytes.subarray(0, taken.length));
      }),
    );
  });

  test("no bytes make it throw", () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 300 }),
        fc.array(fc.string(), { maxLength: 4 }),
        (junk, lines) => {
          read(Buffer.concat([...lines.filter(Boolean).map(packet), Buffer.from(junk)]));
        },
      ),
    );
  });

  test.for([
    [
      "more refs than there may be",
      Array.from({ length: 4 }, (_, at) => `${A} ${B} refs/heads/b${at}`),
      /more than 3 refs/,
    ],
    ["a signed push", ["push-cert\0atomic"], /signed/],
    ["a line that is none", ["hello"], /no command/],
    [
      "a second line with capabilities",
      [line, `${A} ${B} refs/heads/x\0atomic`],
      /cannot be pushed|no command/,
    ],
    ["a ref of another kind", [`${A} ${B} refs/pull/1/head`], /cannot be pushed/],
    ["an escape in a ref's name", [`${A} ${B} refs/heads/\u001b[31m`], /"refs\/heads\/\?\[31m" cannot/],
    ["a line end in a ref's name", [`${A} ${B} refs/heads/a\n${A} ${B} refs/heads/b`], /cannot be pushed/],
    ["an id of another length", [`${A}a ${B} refs/heads/main`], /no command/],
  ] as const)("%s is refused", ([, lines, why]) => {
    const bytes = Buffer.concat([...lines.map((text) => packet(text)), FLUSH]);
    expect(read(bytes)).toEqual({ kind: "refused", why: expect.stringMatching(why) });
  });

  test("a list without an end is refused at 4 MB", () => {
    const reader = new CommandListReader(3);
    const shallow = Buffer.concat(Array.from({ length: 1000 }, () => packet(`shallow ${A}`)));
    let refused: unknown = null;
    for (let count = 0; count < 200 && refused === null; count += 1) refused = reader.add(shallow);
    expect(refused).toMatchObject({ kind: "refused", why: expect.stringContaining("too long") });
  });

  test("ids of zeroes stand for nothing", () => {
    expect(parseCommand(`${A} ${ZERO} refs/heads/x`)).toEqual({ old: A, new: null, ref: "refs/heads/x" });
    expect(parseCommand("x")).toBeNull();
  });
});

describe("names of refs", () => {
  test.for([
    "refs/heads/main",
    "refs/heads/agent/one",
    "refs/tags/v1.0",
    "refs/notes/commits",
    "refs/heads/--receive-pack=touch",
    "refs/heads/$(id)",
    "refs/heads/ümlaut",
    "refs/heads/@",
    "refs/heads/a'b\"c`d",
  ])("%s may be pushed", (name) => {
    expect(isPushableRef(name)).toBe(true);
  });

  test.for([
    "HEAD",
    "main",
    "refs/heads/",
    "refs/heads",
    "refs/replace/x",
    "refs/for/main",
    "refs/pull/1/head",
    "refs/heads/a..b",
    "refs/heads/.a",
    "refs/heads/a/.b",
    "refs/heads/a.lock",
    "refs/heads/a.lock/b",
    "refs/heads/a.",
    "refs/heads/a./b",
    "refs/heads//a",
    "refs/heads/a/",
    "refs/heads/a b",
    "refs/heads/a~1",
    "refs/heads/a^",
    "refs/heads/a:b",
    "refs/heads/a?",
    "refs/heads/a*",
    "refs/heads/a[",
    "refs/heads/a\\b",
    "refs/heads/a@{1}",
    "refs/heads/a\n",
    "refs/heads/a\u001b",
    "refs/heads/a\u007f",
    "refs/heads/a\uFFFD",
    `refs/heads/${"a".repeat(1000)}`,
  ])("%j may not", (name) => {
    expect(isPushableRef(name)).toBe(false);
  });
});

test("a push that git never saw is answered in git's own words", () => {
  const commands = [{ old: A, new: B, ref: "refs/heads/main" }];
  const plain = refusalReport({ commands, capabilities: [] }, ["why"]).toString();
  expect(plain).toBe("000eunpack ok\n002bng refs/heads/main refused by git-gate\n0000");
  const banded64 = refusalReport({ commands, capabilities: ["side-band-64k"] }, ["why"]).toString();
  expect(banded64).toContain("\u0002why\n");
  expect(refusalReport({ commands: [], capabilities: [] }, ["why"]).toString()).toBe("0009\u0003why\n0000");
});
