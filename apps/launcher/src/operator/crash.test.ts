import { readQueue, readResponse } from "@claude-bottle/shared/queue";
import { CrashError } from "@claude-bottle/shared/testing";
import fc from "fast-check";
import { expect, test } from "vitest";
import { MemorySidecars } from "../testing/memory-sidecars.ts";
import {
  IDENTITY,
  inForce,
  type OperatorWorld,
  operatorWorld,
  type OperatorWorldOptions,
} from "../testing/operator-world.ts";
import type { Outcome } from "./operator.ts";

const directory = `/queue/${IDENTITY}`;
const HOST = "registry.example.com";
const DEAD = 1;

const isOpen = ({ sidecars }: OperatorWorld): boolean =>
  sidecars.egress?.config.allowlist.includes(HOST) === true;

const act = {
  approve: ({ operator }: OperatorWorld, id: string): Promise<Outcome> =>
    operator.approve({ identity: IDENTITY, id }, { notes: "", text: null, typed: [], seen: null }),
  reject: ({ operator }: OperatorWorld, id: string): Promise<Outcome> =>
    operator.reject({ identity: IDENTITY, id }, "no"),
};
type Act = keyof typeof act;

async function worldWithProposal(
  options: OperatorWorldOptions = {},
): Promise<{ world: OperatorWorld; id: string }> {
  const world = operatorWorld(options);
  const { id } = await world.propose("pipelock-block", { failed_url: `https://${HOST}/` });
  return { world, id };
}

async function actionsOf(world: OperatorWorld): Promise<string[]> {
  const logs = await world.operator.audit(IDENTITY);
  for (const { broken } of logs) expect(broken).toBe(null);
  return logs.flatMap(({ entries }) => entries.map(({ action }) => action));
}

async function statusOf(world: OperatorWorld, id: string): Promise<string | null> {
  const response = await readResponse(world.files, directory, id);
  return "value" in response ? response.value.status : null;
}

/** File operations and questions to sidecars, each a place where a process can end. */
async function stepsOf(first: Act): Promise<{ files: number; questions: number }> {
  const { world, id } = await worldWithProposal();
  const before = world.files.operations;
  let questions = 0;
  world.sidecars.before = () => (questions += 1);
  await act[first](world, id);
  return { files: world.files.operations - before, questions };
}

test("F48 F49 a crash between any two steps loses no decision, doubles none, and approves nothing that is not in force", async () => {
  const steps = { approve: await stepsOf("approve"), reject: await stepsOf("reject") };
  expect(steps.approve.files).toBeGreaterThan(20);
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom<Act>("approve", "reject"),
      fc.constantFrom<Act>("approve", "reject"),
      fc.record({ place: fc.nat(), isQuestion: fc.boolean(), losses: fc.infiniteStream(fc.nat()) }),
      async (first, second, { place, isQuestion, losses }) => {
        const { world: crashing, id } = await worldWithProposal({ holder: { pid: DEAD, started: "a" } });
        const { files, questions } = steps[first];
        if (isQuestion && questions > 0) {
          let left = place % questions;
          crashing.sidecars.before = () => {
            if (left === 0) throw new CrashError("the process ended");
            left -= 1;
          };
          // Nothing of a process that ended works on
          crashing.files.crashAfter = Number.POSITIVE_INFINITY;
          const { control } = crashing.sidecars;
          crashing.backend.control = (...asked) =>
            control(...asked).catch((error: unknown) => {
              crashing.files.crashAfter = 0;
              throw error;
            });
        } else crashing.files.crashAfter = crashing.files.operations + (place % files);
        await expect(act[first](crashing, id)).rejects.toThrow(CrashError);

        const found = crashing.files.afterCrash((below) => Number(losses.next().value) % below);
        crashing.sidecars.before = () => undefined;
        const world = operatorWorld({
          files: found,
          sidecars: crashing.sidecars,
          holder: { pid: 2, started: "b" },
          dead: [DEAD],
        });
        // Still there: waiting, or decided and in force
        const state = await readQueue(found, { directory, identity: IDENTITY });
        expect(state.pending.length + state.answered.length).toBe(1);
        const told = await statusOf(world, id);
        if (told === "approved") expect(isOpen(world)).toBe(true);

        const outcome = await act[second](world, id).catch((error: unknown) => {
          expect(error).toMatchObject({ code: "unknown-proposal" });
          return null;
        });
        const status = await statusOf(world, id);
        expect(await actionsOf(world)).toEqual([status]);
        expect(isOpen(world)).toBe(status === "approved");
        if (outcome === null) expect(status).toBe(told);
        else {
          expect(outcome.ok).toBe(status === (second === "approve" ? "approved" : "rejected"));
          expect(Object.keys(found.texts).filter((path) => /\/claims\/[^.]/.test(path))).toEqual([]);
        }
      },
    ),
    { numRuns: 500 },
  );
});

test("B05 two operators at once: one puts it in force, the other is told who did or that somebody is at it", async () => {
  const { world, id } = await worldWithProposal();
  const others = [2, 3].map((pid) => ({ ...world, operator: world.another({ pid, started: "x" }) }));
  let changes = 0;
  world.sidecars.before = (_, { method }) => {
    if (method === "PUT") changes += 1;
  };
  const outcomes = await Promise.allSettled([world, ...others].map((each) => act.approve(each, id)));
  const done = outcomes.filter((outcome) => outcome.status === "fulfilled" && outcome.value.ok);
  expect([done.length, changes]).toEqual([1, 1]);
  expect(await actionsOf(world)).toEqual(["approved"]);
  expect(await statusOf(world, id)).toBe("approved");
});

test("B05 one operator's two wishes at once: the second finds it decided", async () => {
  const { world, id } = await worldWithProposal();
  const outcomes = await Promise.allSettled([act.approve(world, id), act.reject(world, id)]);
  expect(outcomes).toMatchObject([
    { status: "fulfilled", value: { ok: true } },
    { status: "rejected", reason: { code: "unknown-proposal" } },
  ]);
  expect(await actionsOf(world)).toEqual(["approved"]);
});

test("two proposals of one bottle that are approved at once are both in force", async () => {
  const { world, id } = await worldWithProposal();
  const other = await world.propose("pipelock-block", { failed_url: "https://other.example/" }, 1);
  await Promise.all([act.approve(world, id), act.approve(world, other.id)]);
  expect(world.sidecars.egress?.config.allowlist).toEqual(
    [...inForce.config.allowlist, HOST, "other.example"].toSorted(),
  );
});

test("a change that was begun for a bottle that has ended is dropped, and its proposal waits", async () => {
  const sidecars = new MemorySidecars(structuredClone(inForce));
  const { world: crashing, id } = await worldWithProposal({ sidecars, holder: { pid: DEAD, started: "a" } });
  sidecars.before = (_, { method }) => {
    if (method !== "PUT") return;
    crashing.files.crashAfter = 0;
    throw new CrashError("the process ended");
  };
  await expect(act.approve(crashing, id)).rejects.toThrow(CrashError);
  const files = crashing.files.afterCrash(() => 1);
  const world = operatorWorld({ files, running: [], holder: { pid: 2, started: "b" }, dead: [DEAD] });
  expect(await act.reject(world, id)).toMatchObject({ ok: true });
  expect(await actionsOf(world)).toEqual(["rejected"]);
});
