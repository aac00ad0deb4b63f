import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { CleanObjects } from "./clean-objects.ts";
import { knownValueFiles } from "../testing/known-value-scanner.ts";
import { isLfsPointer } from "./lfs-pointer.ts";
import { usualLimits } from "./limits.ts";
import { ObjectIntake } from "./object-intake.ts";
import { MOST_FINDINGS, ObjectScan } from "./object-scan.ts";
import { ObjectStream, type ObjectHeader } from "./object-stream.ts";
import type { FileScan, FileScanner, ObjectsReport, ScannedFile } from "./push-scanner.ts";
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
        const objects = contents.map((one) => object("blob", one));
        const ends = new Set(objects.map((_, n) => Buffer.concat(objects.slice(0, n + 1)).length));
        const bytes = Buffer.concat(objects);
        for (let at = 0; at < bytes.length; at += step) {
          const chunk = bytes.subarray(at, at + step);
          const endsInside = [...ends].filter((end) => end > at && end <= at + chunk.length);
          expect(stream.add(chunk)).toBe(Math.max(0, ...endsInside.map((end) => end - at)));
        }
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
  clean.under("one").add("a x");
  expect(clean.has("a x")).toBe(true);
  expect(clean.has("a y")).toBe(false);
  clean.add("b x");
  clean.add("c x");
  expect([clean.has("a x"), clean.has("c x")]).toEqual([false, true]);
  expect(clean.under("two").has("c x")).toBe(false);
});

describe("the search of objects", () => {
  const files = knownValueFiles([{ name: "CANARY", value: VALUE }]);
  const run = (bytes: Buffer, scanner: FileScanner = files): ObjectsReport => {
    const scan = new ObjectScan(scanner);
    for (let at = 0; at < bytes.length; at += 7) scan.add(bytes.subarray(at, at + 7));
    return scan.report;
  };
  const found = (bytes: Buffer): string[] =>
    run(bytes).findings.map(({ file, line, column }) => `${file}:${line}:${column}`);
  const always = (result: ReturnType<FileScan["end"]>): FileScanner => ({
    begin: () => ({ add: () => {}, end: () => result }),
  });

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
      "an author behind the ids of a tree and of parents",
      object("commit", `tree ${ID}\nparent ${ID}\nparent ${ID}\nauthor ${VALUE}\n\nsubject`),
      "(commit's author and headers):1:8",
    ],
    [
      "what only begins like an id",
      object("commit", `tree ${ID}\nparent ${ID}${VALUE}\n\nsubject`),
      "(commit's author and headers):1:48",
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
  ] as const)("finds a value in %s", ([, bytes, place]) => {
    expect(found(bytes)[0]).toBe(place);
  });

  test("says which object holds it, and which objects are not clean", () => {
    const report = run(
      Buffer.concat([
        object("blob", "fine"),
        object("commit", `tree x\nauthor ${VALUE}\n\n${VALUE}`),
        object("blob", "fine too"),
        object("blob", VALUE),
      ]),
    );
    expect(report.unclean).toEqual([1, 3]);
    expect(report.findings.map(({ object: id, commit }) => [id, commit])).toEqual([
      [ID, ID],
      [ID, ID],
      [ID, null],
    ]);
    expect(report.findings[0]).toMatchObject({ redacted: "the value of CANARY" });
  });

  test("what cannot be looked into is named, and its object is not clean", () => {
    const report = run(object("blob", "x"), always({ kind: "scanned", findings: [], unread: ["a!b (why)"] }));
    expect(report).toMatchObject({ unread: ["a!b (why)"], unclean: [0], refused: null });
  });

  test("B16 what is beyond the scanner's budget is a refusal, and nothing is searched behind it", () => {
    let begun = 0;
    const tired = always({ kind: "over-budget", why: "it takes too long" });
    const begin = (file: ScannedFile): FileScan => {
      begun += 1;
      return tired.begin(file);
    };
    const two = Buffer.concat([object("commit", "tree x\n\nsubject"), object("tree", entry("100644", "a"))]);
    expect(run(two, { begin }).refused).toBe("it takes too long");
    expect(begun).toBe(2);
  });

  test("B16 so are findings without end", () => {
    const finding = { ruleId: "r", file: "a", line: 1, column: 1, fingerprint: "r:1", redacted: "" };
    const many = Array.from({ length: MOST_FINDINGS + 1 }, () => finding);
    const report = run(object("blob", "x"), always({ kind: "scanned", findings: many, unread: [] }));
    expect(report.refused).toMatch(/more than 20000 findings/);
  });

  test("names and messages that come again are searched once, and each object has what was found in them", () => {
    const searched: string[] = [];
    const begin = (file: ScannedFile): FileScan => {
      searched.push(file.name);
      return files.begin(file);
    };
    const names = object("tree", entry("100644", VALUE), "dir");
    const others = object("tree", entry("100644", "fine"), "dir");
    const elsewhere = object("tree", entry("100644", VALUE), "other");
    const report = run(Buffer.concat([names, others, names, elsewhere, others]), { begin });
    expect(searched).toHaveLength(3);
    expect(report.unclean).toEqual([0, 2, 3]);
    expect(report.findings.map(({ file }) => file)).toEqual([
      "(file names in dir)",
      "(file names in dir)",
      "(file names in other)",
    ]);
  });

  test("a tree that is none is not passed over", () => {
    expect(() => run(object("tree", "junk"))).toThrow(SyntaxError);
  });

  test("pointers of Git LFS are told apart, and are not clean", () => {
    const pointer = `version https://git-lfs.github.com/spec/v1\noid sha256:${"0".repeat(64)}\nsize 1\n`;
    expect(run(object("blob", pointer))).toMatchObject({ lfsPointers: ["a.txt"], unclean: [0] });
  });
});

describe("what is taken in to be searched", () => {
  const shown = (path: string): string => `<${path}>`;
  const take = (bytes: Buffer, limits = { object: 4, content: 5 }): ObjectIntake => {
    const intake = new ObjectIntake({ limits, shown });
    intake.add(bytes);
    return intake;
  };

  test("is counted when it begins, and when it ends", () => {
    const two = Buffer.concat([object("blob", "12"), object("blob", "123")]);
    expect(take(two)).toMatchObject({ objects: 2, bytes: 5, ended: 2, refused: null, isWhole: true });
    expect(take(two.subarray(0, -2))).toMatchObject({ objects: 2, bytes: 5, ended: 1, isWhole: false });
  });

  test("B16 what is too large or too much is a refusal", () => {
    expect(take(object("blob", "12345")).refused).toBe(
      '"<a.txt>" has 5 bytes, more than 4: leave it out, or keep it elsewhere',
    );
    expect(take(Buffer.concat([object("blob", "123"), object("blob", "456")])).refused).toBe(
      "it brings more than 5 bytes of new content: push it in parts",
    );
    const header = Buffer.from(`${ID} tree 16000001 \n`);
    expect(take(header, usualLimits).refused).toMatch(`${ID} has 16000001 bytes, more than 16000000: `);
  });
});
