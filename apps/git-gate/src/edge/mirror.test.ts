import { execFileSync } from "node:child_process";
import { readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { blob, packOf } from "../testing/raw.ts";
import { startWorld, type World } from "../testing/world.ts";
import { Mutex } from "./mutex.ts";

const mirrorOf = (world: World): string => join(world.document.config.state, "repo.git");

test("B23 what a killed gate left in a mirror is cleared away, and branches of such names are not", async () => {
  await using world = await startWorld();
  const copy = await world.clone("work");
  await copy.ok("push", "origin", "main:refs/heads/tmp_branch");
  const mirror = mirrorOf(world);
  await world.running[Symbol.asyncDispose]();
  for (const left of ["objects/tmp_objdir-incoming-x", "packed-refs.lock", "refs/heads/main.lock"])
    await writeFile(join(mirror, left), "");
  await world.restart();
  const names = await readdir(mirror, { recursive: true });
  expect(names.filter((name) => name.includes("tmp_objdir") || name.endsWith(".lock"))).toEqual([]);
  expect((await copy.git("ls-remote", world.url)).text).toContain("refs/heads/tmp_branch");
});

test("a broken mirror is made anew", async () => {
  await using world = await startWorld();
  const copy = await world.clone("work");
  await copy.ok("fetch");
  for (const name of await readdir(join(mirrorOf(world), "objects")))
    await rm(join(mirrorOf(world), "objects", name), { recursive: true });
  await world.bare.ok("branch", "another", "main");
  await copy.ok("fetch");
  expect(await (await world.clone("whole")).ok("log", "--oneline")).toContain("First");
  await world.running[Symbol.asyncDispose]();
  await writeFile(join(mirrorOf(world), "HEAD"), "junk");
  await world.restart();
  expect(await (await world.clone("again")).ok("log", "--oneline")).toContain("First");
});

test("thousands of pushes do not make it slower: packs and refs are gathered", async () => {
  await using world = await startWorld();
  const copy = await world.clone("work");
  const mirror = mirrorOf(world);
  for (let count = 0; count < 55; count += 1)
    execFileSync("git", ["-C", mirror, "index-pack", "--stdin"], {
      input: packOf([blob(`${count}`)]),
      stdio: "pipe",
    });
  await world.running.gate.served[0]?.mirror.maintain(1);
  const packs = (await readdir(join(mirror, "objects/pack"))).filter((name) => name.endsWith(".pack"));
  expect(packs.length).toBeLessThan(10);
  await copy.commit("a.txt", "a");
  await copy.ok("push", "origin", "main");
});

test("many objects do not make it slower: the graph of commits is written, and what a killed git left of that is no hindrance", async () => {
  await using world = await startWorld();
  const copy = await world.clone("work");
  const graphs = join(mirrorOf(world), "objects/info/commit-graphs");
  const written = async (): Promise<string[]> => await readdir(graphs).catch(() => []);
  const [served] = world.running.gate.served;
  for (const brought of [6_000, 4_000]) {
    await served?.mirror.maintain(brought);
    expect(await written()).toEqual([]);
  }
  await served?.mirror.maintain(1);
  expect(await written()).toContain("commit-graph-chain");
  await copy.commit("a.txt", "a");
  await copy.ok("push", "origin", "main");
  const before = await written();
  await writeFile(join(graphs, "commit-graph-chain.lock"), "");
  await served?.mirror.maintain(10_001);
  expect(await written()).toEqual(before);
  await served?.mirror.maintain(10_001);
  expect(await written()).not.toEqual(before);
  await copy.commit("a.txt", "b");
  await copy.ok("push", "origin", "main");
});

test("one holder at a time, in the order of arrival", async () => {
  const mutex = new Mutex();
  const order: number[] = [];
  const first = await mutex.hold();
  const others = [1, 2].map(async (one) => {
    using _ = await mutex.hold();
    order.push(one);
  });
  order.push(0);
  first[Symbol.dispose]();
  // Twice is once
  first[Symbol.dispose]();
  await Promise.all(others);
  expect(order).toEqual([0, 1, 2]);
});

test("as many holders at a time as it is told", async () => {
  const mutex = new Mutex(2);
  const order: number[] = [];
  const held = [await mutex.hold(), await mutex.hold()];
  const others = [1, 2, 3].map(async (one) => {
    using _ = await mutex.hold();
    order.push(one);
  });
  order.push(0);
  held[1]?.[Symbol.dispose]();
  await Promise.all(others);
  expect(order).toEqual([0, 1, 2, 3]);
});
