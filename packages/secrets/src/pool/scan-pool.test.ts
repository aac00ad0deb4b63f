import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { sampleToken } from "../testing/index.ts";
import { makeScanner } from "./make-scanner.ts";
import { type Content, ScanPool, type ScanPoolOptions } from "./scan-pool.ts";
import { fullSetup, type ScanSetup } from "./scan-setup.ts";

const serve = new URL("testing/serve-main.ts", import.meta.url);
const faulty = new URL("testing/faulty-main.ts", import.meta.url);
const TOKEN = sampleToken("npm-token");

const setup: ScanSetup = {
  known: [{ name: "DEPLOY_KEY", value: "vY7-quite.unlike-any-word_81" }],
  ...fullSetup,
  digestKey: new Uint8Array(32).fill(7),
};
const open = (options: Partial<ScanPoolOptions> = {}): Promise<ScanPool> =>
  ScanPool.open({ worker: serve, setup, workers: 2, ...options });

async function* each<T>(items: Iterable<T>): AsyncIterable<T> {
  yield* items;
}

const SCANNED = { kind: "scanned", findings: [], unread: [] };

describe("scans in worker threads", () => {
  test("give what a scan without them gives, whole or in chunks, in the order of the files", async () => {
    await using pool = await open();
    const { scanner } = makeScanner(setup);
    const piece = fc.constantFrom(
      "\n",
      "words of a line ",
      `${TOKEN} `,
      `x ${btoa(`as base64: ${TOKEN}`)} `,
      "vY7-quite.unlike-any-word_81",
    );
    const file = fc.tuple(fc.array(piece, { maxLength: 20 }), fc.integer({ min: 1, max: 200 }), fc.boolean());
    await fc.assert(
      fc.asyncProperty(fc.array(file, { maxLength: 12 }), async (made) => {
        const files = made.map(([pieces, size, isWhole], index) => {
          const bytes = Buffer.from(pieces.join(""));
          const chunks = Array.from({ length: Math.ceil(bytes.length / size) }, (_, n) =>
            bytes.slice(n * size, (n + 1) * size),
          );
          const content: Content = isWhole ? new Uint8Array(bytes) : each(chunks);
          return { place: { file: `f${index}` }, content, bytes };
        });
        const expected = files.map(({ place, bytes }) => scanner.scan(bytes, place));
        const outcomes = [];
        for await (const { outcome } of pool.scanAll(each(files))) outcomes.push(outcome);
        expect(outcomes).toEqual(expected);
      }),
      { numRuns: 25 },
    );
  });

  test("take content over instead of copying it, and no more of it than is scanned", async () => {
    await using pool = await open();
    const bytes = new Uint8Array(1000);
    await pool.scan({ file: "a" }, bytes);
    expect(bytes.length).toBe(0);
    const view = new Uint8Array(1000).subarray(10);
    await pool.scan({ file: "a" }, view);
    expect(view.length).toBe(990);
    for (const [size, most] of [
      [100_000, 40],
      [10, 1000],
    ] as const) {
      let begun = 0;
      async function* endless(): AsyncIterable<{ place: { file: string }; content: Content }> {
        for (;;) yield { place: { file: `${(begun += 1)}` }, content: new Uint8Array(size) };
      }
      for await (const { file } of pool.scanAll(endless())) if (file.place.file === "20") break;
      expect(begun).toBeLessThan(most);
    }
  });

  test("leave the event loop its turns: between two of them no more is taken than the workers are ahead", async () => {
    await using pool = await open();
    const size = 40_000;
    let [turns, taken, most] = [0, 0, 0];
    let isOver = false;
    const turn = (): void => {
      turns += 1;
      [most, taken] = [Math.max(most, taken), 0];
      if (!isOver) setImmediate(turn);
    };
    setImmediate(turn);
    // Always ready: nothing in it waits for anything
    async function* ready(): AsyncIterable<{ place: { file: string }; content: Content }> {
      for (let index = 0; index < 1200; index += 1) {
        taken += size;
        yield { place: { file: `${index}` }, content: new Uint8Array(size).subarray(1) };
      }
    }
    let count = 0;
    for await (const { outcome } of pool.scanAll(ready())) {
      expect(outcome).toEqual(SCANNED);
      count += 1;
    }
    isOver = true;
    expect(count).toBe(1200);
    expect(turns).toBeGreaterThan(10);
    expect(most).toBeLessThan(6 * 1024 * 1024);
  });

  test("give the same for content that has to be copied", async () => {
    await using pool = await open({ workers: 1 });
    const bytes = Buffer.from(`-${"a line of words\n".repeat(40_000)}${TOKEN}\n`).subarray(1);
    const { scanner } = makeScanner(setup);
    const expected = scanner.scan(bytes, { file: "a" });
    expect(await pool.scan({ file: "a" }, bytes)).toEqual(expected);
    const small = ["b", "c", "d"].map((file) => ({ place: { file }, bytes: bytes.subarray(-400_000) }));
    const outcomes = await pool.scanSeveral(small);
    expect(outcomes).toEqual(small.map(({ place, bytes: its }) => scanner.scan(its, place)));
  });

  test("end with what the reader of a file throws, and go on with the next", async () => {
    await using pool = await open({ workers: 1 });
    async function* broken(): AsyncIterable<Uint8Array> {
      yield new Uint8Array(10);
      throw new TypeError("gone");
    }
    await expect(pool.scan({ file: "a" }, broken())).rejects.toThrow("gone");
    expect(await pool.scan({ file: "b" }, new Uint8Array(10))).toEqual(SCANNED);
  });

  test("end when the pool does", async () => {
    const pool = await open({ worker: faulty, workers: 1 });
    const scanned = pool.scan({ file: "spin" }, new Uint8Array(1));
    await pool[Symbol.asyncDispose]();
    expect(await scanned).toEqual({
      kind: "over budget",
      file: "spin",
      reason: "the scanner was closed",
    });
  });

  test("refuse a configuration with the words of its error", async () => {
    const file = { path: "rules.toml", text: "[[rules]]\nid = 'a'\nregex = '('" };
    await expect(open({ setup: { ...setup, config: { file, bases: new Map() } } })).rejects.toThrow(
      /^rules\.toml: a: /,
    );
  });
});

describe("a worker", () => {
  test.for([
    ["crash", "the scanner ended while it scanned this"],
    ["close", "the scanner ended while it scanned this"],
    ["spin", "it was not scanned in time"],
  ] as const)(
    "that does %s makes its scan over budget, and another takes its place",
    async ([file, reason]) => {
      await using pool = await open({
        worker: faulty,
        workers: 1,
        deadline: () => (file === "spin" ? 100 : 60_000),
      });
      const [first, second] = await Promise.all([
        pool.scan({ file }, new Uint8Array(1)),
        pool.scan({ file: "next" }, new Uint8Array(1)),
      ]);
      expect(first).toEqual({ kind: "over budget", file, reason });
      expect(second).toEqual(SCANNED);
    },
  );
});
