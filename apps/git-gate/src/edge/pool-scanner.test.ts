import { randomBytes } from "node:crypto";
import { gzipSync } from "node:zlib";
import { sampleToken } from "@claude-bottle/secrets/testing";
import { fullSetup, ScanPool } from "@claude-bottle/secrets/pool";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { FileScan, ScanResult } from "../core/push-scanner.ts";
import { PoolScanner } from "./pool-scanner.ts";

const CANARY = `canary-${randomBytes(12).toString("hex")}`;
const known = [{ name: "CANARY", value: CANARY }];
const MB = 1_000_000;

describe("what a push brings, searched in workers", () => {
  let pool: ScanPool;
  let scanner: PoolScanner;
  beforeAll(async () => {
    const setup = { ...fullSetup, known, digestKey: randomBytes(32) };
    const opening = ScanPool.open({
      worker: new URL("../scan-worker.ts", import.meta.url),
      workers: 2,
      setup,
    });
    scanner = new PoolScanner(opening, known);
    pool = await opening;
  });
  afterAll(async () => {
    await pool[Symbol.asyncDispose]();
  });

  const resultOf = (scan: FileScan): Promise<ScanResult> => new Promise((resolve) => scan.end(resolve));
  const search = (name: string, ...chunks: Uint8Array[]): Promise<ScanResult> => {
    const scan = scanner.open().begin({ name, isPath: true });
    for (const chunk of chunks) scan.add(chunk);
    return resultOf(scan);
  };
  const places = (result: ScanResult): string[] =>
    result.kind === "scanned"
      ? result.findings.map(({ ruleId, file, line, column }) => `${ruleId} ${file}:${line}:${column}`)
      : [result.why];

  test("each of many small files has its own result", async () => {
    const texts = Array.from({ length: 50 }, (_, n) => (n % 7 === 3 ? `one\ntwo ${CANARY}` : `fine ${n}`));
    const results = await Promise.all(texts.map((text, n) => search(`${n}.txt`, Buffer.from(text))));
    expect(results.map(places)).toEqual(
      texts.map((_, n) => (n % 7 === 3 ? [`known-value ${n}.txt:2:5`] : [])),
    );
  });

  test("F27 a value across the pieces of a large file is found, whichever way it goes to a worker", async () => {
    for (const size of [1 * MB, 12 * MB]) {
      const filler = Buffer.alloc(size, "some words of text\n");
      const [left, right] = [CANARY.slice(0, 9), CANARY.slice(9)];
      const found = await search(
        "large.txt",
        filler,
        Buffer.from(`x\n${left}`),
        Buffer.from(`${right}\n`),
        filler,
      );
      expect(places(found)).toHaveLength(1);
      expect(places(found)[0]).toMatch(/^known-value large\.txt:\d+:1$/);
    }
  });

  test("the fingerprint is the same wherever a value stands, another one for another value, and shows nothing of it", async () => {
    const token = sampleToken("github-token");
    const fingerprintOf = async (name: string, text: string): Promise<string | undefined> => {
      const result = await search(name, Buffer.from(text));
      return result.kind === "scanned" ? result.findings[0]?.fingerprint : undefined;
    };
    const first = await fingerprintOf("a.txt", `key: ${token}\n`);
    expect(first).toMatch(/^github-token:[\w-]{22}$/);
    expect(await fingerprintOf("dir/b.md", `\n\nand ${token}`)).toBe(first);
    expect(await fingerprintOf("a.txt", `key: ${sampleToken("github-token", 2)}`)).not.toBe(first);
    expect(first).not.toContain(token.slice(4, 12));
  });

  test("B16 a search that ends in a limit is no clean one", async () => {
    // An archive beyond what is looked at whole
    const result = await search("huge.gz", gzipSync(randomBytes(34 * MB), { level: 0 }));
    expect(result.kind).toBe("over-budget");
  });

  test("files that nobody wants to know of any more hold up nobody else", async () => {
    const dropping = scanner.open();
    for (let count = 0; count < 6; count += 1) {
      const scan = dropping.begin({ name: "dropped.bin", isPath: true });
      scan.add(randomBytes(9 * MB));
      scan.drop();
      await dropping.room();
    }
    expect(places(await search("next.txt", Buffer.from(CANARY)))).toEqual(["known-value next.txt:1:1"]);
  });

  test("a large file whose search ended before it did is taken to its end", async () => {
    const huge = scanner.open();
    const scan = huge.begin({ name: "huge.gz", isPath: true });
    const packed = gzipSync(randomBytes(60 * MB), { level: 0 });
    for (let at = 0; at < packed.length; at += MB) {
      scan.add(packed.subarray(at, at + MB));
      await huge.room();
    }
    expect((await resultOf(scan)).kind).toBe("over-budget");
  });

  test.for([7 * MB, 20 * MB])(
    "many pushes at once with a file of %d bytes each come to their end",
    async (size) => {
      const chunk = Buffer.alloc(MB, "some words of text\n");
      const pushes = Array.from({ length: 12 }, async (_, n) => {
        const push = scanner.open();
        const scan = push.begin({ name: `${n}.txt`, isPath: true });
        for (let taken = 0; taken < size; taken += MB) {
          scan.add(chunk);
          // As it is between two reads of git's output
          await push.room();
          await new Promise(setImmediate);
        }
        scan.add(Buffer.from(CANARY));
        return await resultOf(scan);
      });
      for (const [n, result] of (await Promise.all(pushes)).entries())
        expect(places(result)).toEqual([expect.stringContaining(`known-value ${n}.txt`)]);
    },
  );

  test("a name that holds a secret is not told", () => {
    expect([scanner.mayShow("src/main.ts"), scanner.mayShow(`src/${CANARY}`)]).toEqual([true, false]);
    expect(scanner.mayShow(sampleToken("github-token"))).toBe(false);
  });
});
