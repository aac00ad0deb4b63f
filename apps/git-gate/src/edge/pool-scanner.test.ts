import { randomBytes } from "node:crypto";
import { gzipSync } from "node:zlib";
import { sampleToken } from "@claude-bottle/secrets/testing";
import { fullSetup, WorkerPool } from "@claude-bottle/secrets/pool";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { CleanObjects } from "../core/clean-objects.ts";
import type { ObjectRun, ObjectsReport, SearchReport } from "../core/push-scanner.ts";
import { textItems } from "../core/scan-items.ts";
import { ObjectRuns } from "./object-runs.ts";
import { PoolScanner, type ObjectPool } from "./pool-scanner.ts";

const CANARY = `canary-${randomBytes(12).toString("hex")}`;
const known = [{ name: "CANARY", value: CANARY }];
const MB = 1_000_000;
const ID = "1".repeat(40);

/** As `cat-file` writes it. */
const blob = (path: string, content: Uint8Array | string): Buffer =>
  Buffer.concat([
    Buffer.from(`${ID} blob ${Buffer.byteLength(content)} ${path}\n`),
    Buffer.from(content),
    Buffer.from("\n"),
  ]);

describe("what a push brings, searched in workers", () => {
  const open = (): Promise<ObjectPool> =>
    WorkerPool.open({
      worker: new URL("../scan-worker.ts", import.meta.url),
      workers: 2,
      setup: { ...fullSetup, known, digestKey: randomBytes(32) },
    });
  let pool: ObjectPool;
  let scanner: PoolScanner;
  beforeAll(async () => {
    const opening = open();
    scanner = new PoolScanner(opening, known);
    pool = await opening;
  });
  afterAll(async () => {
    await pool[Symbol.asyncDispose]();
  });

  /** One run, whose bytes are cut at these places. */
  const search = async (bytes: Buffer, ...cuts: number[]): Promise<ObjectsReport> => {
    using run = scanner.begin();
    const places = [0, ...cuts, bytes.length];
    const added = places
      .slice(1)
      .map(async (to, n) => await run.add(bytes.slice(places[n], to), to === bytes.length));
    return (await Promise.all(added)).find((report) => report !== null) ?? expect.fail("There is no report");
  };
  const places = ({ findings, refused }: SearchReport): string[] =>
    refused === null
      ? findings.map(({ ruleId, file, line, column }) => `${ruleId} ${file}:${line}:${column}`)
      : [refused];

  test("each of many small files has its own result", async () => {
    const texts = Array.from({ length: 50 }, (_, n) => (n % 7 === 3 ? `one\ntwo ${CANARY}` : `fine ${n}`));
    const report = await search(Buffer.concat(texts.map((text, n) => blob(`${n}.txt`, text))));
    const canaries = [...texts.keys()].filter((n) => n % 7 === 3);
    expect(places(report)).toEqual(canaries.map((n) => `known-value ${n}.txt:2:5`));
    expect(report.unclean).toEqual(canaries);
  });

  test("F27 a value across the pieces of a large file is found, held whole or not", async () => {
    for (const size of [1 * MB, 12 * MB]) {
      const filler = Buffer.alloc(size, "some words of text\n");
      const bytes = blob("large.txt", Buffer.concat([filler, Buffer.from(`x\n${CANARY}\n`), filler]));
      const middle = bytes.indexOf(CANARY) + 9;
      const report = await search(bytes, 1000, middle, middle + 5);
      expect(places(report)).toEqual([expect.stringMatching(/^known-value large\.txt:\d+:1$/)]);
    }
  });

  test("what is no object is searched too", async () => {
    const report = await scanner.search(textItems("(ref name)", ["fine", CANARY]));
    expect(places(report)).toEqual(["known-value (ref name):1:1"]);
  });

  test("the fingerprint is the same wherever a value stands, another one for another value, and shows nothing of it", async () => {
    const token = sampleToken("github-token");
    const fingerprintOf = async (name: string, text: string): Promise<string | undefined> => {
      const { findings } = await search(blob(name, text));
      return findings[0]?.fingerprint;
    };
    const first = await fingerprintOf("a.txt", `key: ${token}\n`);
    expect(first).toMatch(/^github-token:[\w-]{22}$/);
    expect(await fingerprintOf("dir/b.md", `\n\nand ${token}`)).toBe(first);
    expect(await fingerprintOf("a.txt", `key: ${sampleToken("github-token", 2)}`)).not.toBe(first);
    expect(first).not.toContain(token.slice(4, 12));
  });

  test("B16 a search that ends in a limit is no clean one", async () => {
    // An archive beyond what is looked at whole
    const report = await search(blob("huge.gz", gzipSync(randomBytes(34 * MB), { level: 0 })));
    expect(report.refused).toMatch(/^huge\.gz: /);
  });

  test("B16 an object that cannot be read is a refusal, and the next run goes on", async () => {
    const tree = Buffer.from(`${ID} tree 4 dir\njunk\n`);
    expect((await search(tree)).refused).toBe("A tree cannot be read");
    expect(places(await search(blob("next.txt", CANARY)))).toEqual(["known-value next.txt:1:1"]);
  });

  test("a run that ends in a refusal takes what still comes, and gives the same report", async () => {
    using run = scanner.begin();
    const [first, second] = [run.add(Buffer.from("junk\n"), false), run.add(Buffer.from("more"), true)];
    expect((await first)?.refused).toBe("An object cannot be read");
    expect(await second).toBe(await first);
  });

  test("B16 what no worker searched is a refusal", async () => {
    const closed = await open();
    await closed[Symbol.asyncDispose]();
    const stopped = new PoolScanner(Promise.resolve(closed), known);
    using run = stopped.begin();
    const why = "the scanner was closed: push it in parts";
    expect(await run.add(blob("a.txt", "fine"), true)).toMatchObject({ refused: why });
    expect(await stopped.search(textItems("(ref name)", ["fine"]))).toMatchObject({ refused: why });
  });

  test("runs that nobody wants to know of any more hold up nobody else", async () => {
    for (let count = 0; count < 6; count += 1) {
      using run = scanner.begin();
      await run.add(blob("dropped.bin", randomBytes(MB)).subarray(0, -9), false);
    }
    expect(places(await search(blob("next.txt", CANARY)))).toEqual(["known-value next.txt:1:1"]);
  });

  test("many pushes at once, each with small files and one of 20 MB, come to their end", async () => {
    const large = Buffer.alloc(20 * MB, "some words of text\n");
    const pushes = Array.from({ length: 8 }, async (_, n) => {
      const clean = new CleanObjects();
      using runs = new ObjectRuns({ scanner, clean });
      const objects = [
        ...Array.from({ length: 100 }, (_none, m) => blob(`${m}.txt`, `words ${m}`)),
        blob("large.txt", large),
        blob(`${n}.txt`, CANARY),
      ];
      let ended = 0;
      runs.expect(objects.map((_none, m) => `${ID} ${m}`));
      for (const bytes of objects)
        for (let at = 0; at < bytes.length; at += 64_000) {
          const chunk = bytes.subarray(at, at + 64_000);
          const isLast = at + chunk.length === bytes.length;
          ended += isLast ? 1 : 0;
          runs.add(chunk, isLast ? chunk.length : 0, ended);
          await runs.room();
          // As it is between two reads of git's output
          await new Promise(setImmediate);
        }
      const report = await runs.done(ended);
      return { places: places(report), clean: objects.map((_none, m) => clean.has(`${ID} ${m}`)) };
    });
    for (const [n, push] of (await Promise.all(pushes)).entries())
      expect(push).toEqual({
        places: [`known-value ${n}.txt:1:1`],
        clean: [...Array.from({ length: 101 }, () => true), false],
      });
  });

  test("objects that were listed and did not come are missed", async () => {
    using runs = new ObjectRuns({ scanner, clean: new CleanObjects() });
    const bytes = blob("a.txt", "fine");
    runs.expect([`${ID} a.txt`, `${ID} b.txt`]);
    runs.add(bytes, bytes.length, 1);
    expect((await runs.done(1)).refused).toBeNull();
    expect(runs.isComplete).toBe(false);
  });

  test("B16 a search that fails is no end, and holds nobody up", async () => {
    const begin = (): ObjectRun => ({
      add: async () => await Promise.reject(new Error("out of order")),
      [Symbol.dispose]: () => {},
    });
    using runs = new ObjectRuns({
      scanner: { configuration: "", mayShow: () => true, begin, search: (items) => scanner.search(items) },
      clean: new CleanObjects(),
    });
    const bytes = blob("a.bin", Buffer.alloc(9 * MB));
    runs.expect([`${ID} a.bin`]);
    runs.add(bytes, bytes.length, 1);
    await runs.room();
    await expect(runs.done(1)).rejects.toThrow("out of order");
  });

  test("a name that holds a secret is not told", () => {
    expect([scanner.mayShow("src/main.ts"), scanner.mayShow(`src/${CANARY}`)]).toEqual([true, false]);
    expect(scanner.mayShow(sampleToken("github-token"))).toBe(false);
  });
});
