import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { CleanObjects } from "./clean-objects.ts";
import { knownValueScanner } from "../testing/known-value-scanner.ts";
import { isLfsPointer } from "./lfs-pointer.ts";
import { usualLimits, type Limits } from "./limits.ts";
import { ObjectScan, type ScanReport } from "./object-scan.ts";
import { ObjectStream, type ObjectHeader } from "./object-stream.ts";
import type { FileScan, PushScanner, ScannedFile } from "./push-scanner.ts";
import { treeNames } from "./tree-names.ts";

const VALUE = ["canary", "0123456789"].join("-");
const ID = "1".repeat(40);

const object = (type: string, content: Uint8Array | string, rest = "a.txt"): Buffer => {
  const bytes = Buffer.from(content);
  return Buffer.concat([Buffer.from(`${ID} ${type} ${bytes.length} ${rest}\n`), bytes, Buffer.from("\n")]);
};

describe("what git cat-file writes", () => {
  test("is the same however it is cut into chunks", () => {
    const content = fc.uint8Array({ maxLength: 50 });
    fc.assert(
      fc.property(fc.array(content, { maxLength: 5 }), fc.integer({ min: 1, max: 30 }), (contents, step) => {
        const seen: { header: ObjectHeader; bytes: Buffer }[] = [];
        const stream = new ObjectStream({
          begin: (header) => seen.push({ header, bytes: Buffer.alloc(0) }),
          content: (chunk) => {
            const last = seen.at(-1);
            if (last !== undefined) last.bytes = Buffer.concat([last.bytes, chunk]);
          },
          end: () => {},
        });
        const bytes = Buffer.concat(contents.map((one) => object("blob", one)));
        for (let at = 0; at < bytes.length; at += step) stream.add(bytes.subarray(at, at + step));
        expect(seen.map((one) => one.bytes)).toEqual(contents.map((one) => Buffer.from(one)));
        expect(stream.isBetweenObjects).toBe(true);
      }),
    );
  });

  test.for([`${ID} missing\n`, "junk\n", `${ID} ambiguous\n`, `${ID} blob x \n`])(
    "%j cannot be passed over",
    (line) => {
      const stream = new ObjectStream({ begin: () => {}, content: () => {}, end: () => {} });
      expect(() => stream.add(Buffer.from(line))).toThrow(SyntaxError);
    },
  );

  test("a header without an end is no header", () => {
    const stream = new ObjectStream({ begin: () => {}, content: () => {}, end: () => {} });
    expect(() => stream.add(Buffer.alloc(70_000, "a"))).toThrow(SyntaxError);
  });
});

const entry = (mode: string, name: string): Buffer =>
  Buffer.concat([Buffer.from(`${mode} ${name}\0`), Buffer.alloc(20, 0x41)]);

test("the names in a tree are told, and nothing else of it", () => {
  expect(treeNames(Buffer.concat([entry("100644", "a b"), entry("40000", "src")]))?.toString()).toBe(
    "a b\nsrc\n",
  );
  expect(treeNames(Buffer.alloc(0))?.toString()).toBe("");
  expect(treeNames(Buffer.from("junk"))).toBeNull();
  expect(treeNames(entry("100644", "a").subarray(0, 20))).toBeNull();
});

test("no bytes make a tree's reader throw", () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => void treeNames(Buffer.from(bytes))));
});

test.for([
  [`version https://git-lfs.github.com/spec/v1\noid sha256:${"0".repeat(64)}\nsize 12345\n`, true],
  [
    `version https://git-lfs.github.com/spec/v1\next-0-x sha256:1\noid sha256:${"0".repeat(64)}\nsize 1\n`,
    true,
  ],
  ["version https://git-lfs.github.com/spec/v1\n", false],
  [`text about version https://git-lfs.github.com/spec/v1\noid sha256:${"0".repeat(64)}\nsize 1\n`, false],
] as const)("%j is a pointer of Git LFS: %s", ([text, is]) => {
  expect(isLfsPointer(Buffer.from(text))).toBe(is);
});

test("clean objects are kept for one configuration, by path, and not without end", () => {
  const clean = new CleanObjects(2);
  clean.under("one").add("a", "x");
  expect(clean.has("a", "x")).toBe(true);
  expect(clean.has("a", "y")).toBe(false);
  clean.add("b", "x");
  clean.add("c", "x");
  expect([clean.has("a", "x"), clean.has("c", "x")]).toEqual([false, true]);
  expect(clean.under("two").has("c", "x")).toBe(false);
});

describe("the search of objects", () => {
  const scanner = knownValueScanner([{ name: "CANARY", value: VALUE }]);
  const run = async (
    bytes: Buffer,
    changes: { limits?: Partial<Limits>; scanner?: PushScanner } = {},
  ): Promise<ScanReport> => {
    const limits = { ...usualLimits, ...changes.limits };
    const scan = new ObjectScan({ scanner: changes.scanner ?? scanner, clean: new CleanObjects(), limits });
    for (let at = 0; at < bytes.length; at += 7) if (!scan.add(bytes.subarray(at, at + 7))) break;
    return await scan.done();
  };
  const found = async (bytes: Buffer): Promise<string[]> =>
    (await run(bytes)).findings.map(({ file, line, column }) => `${file}:${line}:${column}`);

  test.for([
    ["a file", object("blob", `one\ntwo ${VALUE}\n`), "a.txt:2:5"],
    ["a binary file", object("blob", `\0\u0001${VALUE}\0`), "a.txt:1:3"],
    [
      "a commit's message",
      object("commit", `tree x\nauthor y\n\nsubject\n\n${VALUE}`),
      "(commit message):3:1",
    ],
    [
      "an author",
      object("commit", `tree x\nauthor ${VALUE}\n\nsubject`),
      "(commit's author and headers):2:8",
    ],
    [
      "an unknown header",
      object("commit", `tree x\nx-y ${VALUE}\n\nsubject`),
      "(commit's author and headers):2:5",
    ],
    [
      "a commit without a message",
      object("commit", `tree x\nx ${VALUE}`),
      "(commit's author and headers):2:3",
    ],
    ["a tag's message", object("tag", `object x\ntagger y\n\n${VALUE}`), "(tag message):1:1"],
    ["a file's name", object("tree", entry("100644", VALUE)), "(file names in a.txt):1:1"],
    ["a value twice in a file", object("blob", `${VALUE} ${VALUE}`), "a.txt:1:1"],
  ] as const)("finds a value in %s", async ([, bytes, place]) => {
    expect((await found(bytes))[0]).toBe(place);
  });

  test("says which object holds it, and remembers what was clean", async () => {
    const clean = new CleanObjects();
    const scan = new ObjectScan({ scanner, clean, limits: usualLimits });
    scan.add(object("blob", VALUE));
    expect((await scan.done()).findings[0]).toMatchObject({ object: ID, redacted: "the value of CANARY" });
    expect(clean.has(ID, "a.txt")).toBe(false);
    scan.add(object("blob", "fine", "b.txt"));
    await scan.done();
    expect(clean.has(ID, "b.txt")).toBe(true);
    expect(scan.isWhole).toBe(true);
  });

  test("B16 what is too large, too much, or beyond the scanner's budget is not clean", async () => {
    expect((await run(object("blob", "12345"), { limits: { object: 4 } })).refused).toMatch(
      /"a.txt" has 5 bytes, more than 4/,
    );
    const two = Buffer.concat([object("blob", "123"), object("blob", "456")]);
    expect((await run(two, { limits: { content: 5 } })).refused).toMatch(/more than 5 bytes of new content/);
    const tired: PushScanner = {
      ...scanner,
      open: () => ({
        room: async () => undefined,
        begin: () => ({
          add: () => {},
          drop: () => {},
          end: (take) => take({ kind: "over-budget", why: "it takes too long" }),
        }),
      }),
    };
    expect((await run(object("blob", "x"), { scanner: tired })).refused).toBe("it takes too long");
  });

  test("B16 a failure to tell what was found is a refusal, and nobody else's failure", async () => {
    const speechless: PushScanner = {
      ...scanner,
      mayShow: () => {
        throw new RangeError("no words");
      },
    };
    const { refused, findings } = await run(object("blob", VALUE), { scanner: speechless });
    expect({ refused, findings }).toEqual({ refused: "what was found in it cannot be told", findings: [] });
  });

  test("a file whose search was begun is ended or dropped, also where the push is refused in the middle of it", async () => {
    const fates: string[] = [];
    const begin = ({ name }: ScannedFile): FileScan => {
      fates.push(name);
      return {
        add: () => {},
        drop: () => void fates.push("dropped"),
        end: (take) => {
          fates.push("ended");
          take({ kind: "scanned", findings: [], unread: [] });
        },
      };
    };
    const noting: PushScanner = { ...scanner, open: () => ({ begin, room: async () => undefined }) };
    const limits = usualLimits;
    const scan = new ObjectScan({ scanner: noting, clean: new CleanObjects(), limits });
    scan.add(object("blob", "whole", "a.txt"));
    scan.add(object("blob", "cut off in the middle", "b.txt").subarray(0, -9));
    scan.refuse("enough");
    await scan.done();
    expect(fates).toEqual(["a.txt", "ended", "b.txt", "dropped"]);
  });

  test("names and messages that come again are searched once, and each object has what was found in them", async () => {
    const searched: string[] = [];
    const counting: PushScanner = {
      ...scanner,
      open() {
        const search = scanner.open();
        const begin = (file: ScannedFile): FileScan => {
          searched.push(file.name);
          return search.begin(file);
        };
        return { ...search, begin };
      },
    };
    const names = object("tree", entry("100644", VALUE), "dir");
    const others = object("tree", entry("100644", "fine"), "dir");
    const elsewhere = object("tree", entry("100644", VALUE), "other");
    const report = await run(Buffer.concat([names, others, names, elsewhere, others]), { scanner: counting });
    expect(searched).toHaveLength(3);
    expect(report.findings.map(({ file }) => file)).toEqual([
      "(file names in dir)",
      "(file names in dir)",
      "(file names in other)",
    ]);
  });

  test("a tree that is none is not passed over", async () => {
    await expect(run(object("tree", "junk"))).rejects.toThrow(SyntaxError);
  });

  test("pointers of Git LFS are told apart", async () => {
    const pointer = `version https://git-lfs.github.com/spec/v1\noid sha256:${"0".repeat(64)}\nsize 1\n`;
    expect((await run(object("blob", pointer))).lfsPointers).toEqual(["a.txt"]);
  });
});
