import { expect, test } from "vitest";
import type { ScanResult, ScanWork } from "./protocol.ts";
import { fullSetup } from "./scan-setup.ts";
import { WorkerPool } from "./worker-pool.ts";

const open = async (): Promise<WorkerPool<ScanWork, ScanResult>> =>
  await WorkerPool.open({
    worker: new URL("testing/serve-main.ts", import.meta.url),
    setup: { ...fullSetup, known: [], digestKey: null },
    workers: 1,
  });

test("a worker is lent to one at a time, also when it is given back twice", async () => {
  await using pool = await open();
  const first = await pool.lend();
  const second = pool.lend();
  const third = pool.lend();
  first[Symbol.dispose]();
  first[Symbol.dispose]();
  const has = await second;
  const sooner = await Promise.race([third.then(() => "lent"), has.ask({ kind: "drop" }, 10_000)]);
  expect(sooner).toEqual({ kind: "more" });
  has[Symbol.dispose]();
  (await third)[Symbol.dispose]();
});

test("who waits for a worker of a pool that is closed gets one that says so", async () => {
  const pool = await open();
  const first = await pool.lend();
  const waiting = pool.lend();
  await pool[Symbol.asyncDispose]();
  first[Symbol.dispose]();
  using second = await waiting;
  expect(await second.ask({ kind: "drop" }, 1000)).toEqual({ kind: "none", why: "the scanner was closed" });
});
