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

test("a worker is lent to one after the other, in the order in which they came, also when it is given back twice", async () => {
  await using pool = await open();
  const order: number[] = [];
  const first = await pool.lend();
  const others = [1, 2].map(async (one) => {
    using _ = await pool.lend();
    order.push(one);
  });
  order.push(0);
  first[Symbol.dispose]();
  first[Symbol.dispose]();
  await Promise.all(others);
  expect(order).toEqual([0, 1, 2]);
  const again = await pool.lend();
  const next = pool.lend().then(() => order.push(4));
  order.push(3);
  again[Symbol.dispose]();
  await next;
  expect(order).toEqual([0, 1, 2, 3, 4]);
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
