import { writeAtomically } from "@claude-bottle/shared/queue";
import { CrashingFiles } from "@claude-bottle/shared/testing";
import { expect, test } from "vitest";
import { IDENTITY } from "../testing/operator-world.ts";
import { type Claim, Claims } from "./claims.ts";
import type { Holder, Intent } from "./intent.ts";

const directory = "/claims";
const one: Holder = { pid: 1, started: "a" };
const two: Holder = { pid: 2, started: "b" };
const busy = { code: "not-available", message: expect.stringContaining(IDENTITY) };

const claimsOf = (files: CrashingFiles, holder: Holder, dead: readonly Holder[] = []): Claims =>
  new Claims({ files, directory, holder, isAlive: (each) => !dead.some(({ pid }) => pid === each.pid) });

const intentFor = (diff: string): Intent => ({
  target: null,
  response: null,
  record: {
    version: 1,
    time: "2026-01-02T03:04:05.000Z",
    identity: IDENTITY,
    component: "pipelock",
    action: "operator-edit",
    proposal: null,
    justification: "",
    notes: "",
    diff,
  },
});

/** Holds a claim until it is let go. */
function holding(claims: Claims): { taken: Promise<Claim>; letGo: () => void; done: Promise<unknown> } {
  const taken = Promise.withResolvers<Claim>();
  const end = Promise.withResolvers<void>();
  const done = claims
    .hold(IDENTITY, async (claim) => {
      taken.resolve(claim);
      await end.promise;
    })
    .catch(taken.reject);
  return { taken: taken.promise, letGo: end.resolve, done };
}

test("B05 a bottle that one process holds is refused to another, and free again afterwards", async () => {
  const files = new CrashingFiles();
  const first = holding(claimsOf(files, one));
  await first.taken;
  await expect(claimsOf(files, two).hold(IDENTITY, async () => 1)).rejects.toMatchObject(busy);
  expect(await claimsOf(files, two).hold("other-00000", async () => 1)).toBe(1);
  first.letGo();
  await first.done;
  expect(await claimsOf(files, two).hold(IDENTITY, async () => 2)).toBe(2);
  expect(files.texts).toEqual({});
});

test("within one process the second waits for the first, whatever became of it", async () => {
  const claims = claimsOf(new CrashingFiles(), one);
  const order: string[] = [];
  const first = claims.hold(IDENTITY, async () => {
    order.push("first");
    throw new Error("failed");
  });
  const second = claims.hold(IDENTITY, async () => order.push("second"));
  await expect(first).rejects.toThrow("failed");
  await second;
  expect(order).toEqual(["first", "second"]);
});

test("what a dead process meant to do is handed to the next, once, in order", async () => {
  const files = new CrashingFiles();
  const first = holding(claimsOf(files, one));
  await (await first.taken).intend(intentFor("first"));
  const survivors = files.afterCrash(() => 1);
  const next = holding(claimsOf(survivors, two, [one]));
  const claim = await next.taken;
  expect(claim.left).toEqual([intentFor("first")]);
  await claim.intend(intentFor("second"));
  const last = survivors.afterCrash(() => 1);
  const third = claimsOf(last, { pid: 3, started: "c" }, [one, two]);
  expect(await third.hold(IDENTITY, async ({ left }) => left)).toEqual([
    intentFor("first"),
    intentFor("second"),
  ]);
  expect(await third.hold(IDENTITY, async ({ left }) => left)).toEqual([]);
});

test("B05 of several that take a dead one's place, one succeeds", async () => {
  const files = new CrashingFiles();
  await holding(claimsOf(files, one)).taken;
  const survivors = files.afterCrash(() => 1);
  let inside = 0;
  const others = [2, 3, 4, 5].map((pid) =>
    claimsOf(survivors, { pid, started: "x" }, [one]).hold(IDENTITY, async () => {
      inside += 1;
      expect(inside).toBe(1);
      await survivors.list(directory);
      inside -= 1;
    }),
  );
  const ended = await Promise.allSettled(others);
  expect(ended.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
});

test("an intent of which nobody knows what became of it outlives its process's claim", async () => {
  const files = new CrashingFiles();
  const claims = claimsOf(files, one);
  await claims.hold(IDENTITY, async (claim) => {
    await claim.intend(intentFor("kept"));
    claim.keep();
  });
  const failing = claims.hold(IDENTITY, async (claim) => {
    await claim.intend(intentFor("failed"));
    throw new Error("failed");
  });
  await expect(failing).rejects.toThrow("failed");
  expect(await claims.hold(IDENTITY, async ({ left }) => left)).toEqual([
    intentFor("kept"),
    intentFor("failed"),
  ]);
});

test("a claim that cannot be read is nobody's to take, and the way out is named", async () => {
  const files = new CrashingFiles();
  await writeAtomically(files, { directory, name: `${IDENTITY}.1.json`, text: "{" });
  await expect(claimsOf(files, one).hold(IDENTITY, async () => 1)).rejects.toMatchObject({
    ...busy,
    hint: expect.stringContaining("claims/"),
  });
});
