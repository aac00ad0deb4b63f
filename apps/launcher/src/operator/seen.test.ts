import { routesFile } from "@claude-bottle/manifest";
import { readQueue } from "@claude-bottle/shared/queue";
import { expect, test } from "vitest";
import {
  IDENTITY,
  inForce,
  type OperatorWorld,
  operatorWorld,
  routes,
  routesProposal,
} from "../testing/operator-world.ts";
import type { Approval, Outcome } from "./operator.ts";

const plain: Approval = { notes: "", text: null, typed: [], seen: null };
const more = [...routes, { host: "new.example.com" }];
const elsewhere = routesFile([...routes, { host: "elsewhere.example" }]);
const pending = async ({ files }: OperatorWorld): Promise<number> =>
  (await readQueue(files, { directory: `/queue/${IDENTITY}`, identity: IDENTITY })).pending.length;
const hosts = ({ sidecars }: OperatorWorld): string[] =>
  sidecars.egress?.config.routes.map(({ host }) => host) ?? [];

const changedSince: Outcome = {
  ok: false,
  reason: "What this would change has changed since you looked",
  hint: "Look at it again",
};

test("F48 what was looked at and is something else by now is not put in force; looked at again, it is", async () => {
  const world = operatorWorld();
  const { id } = await world.propose("egress-proxy-block", routesProposal(more));
  const ref = { identity: IDENTITY, id };
  const { diff: seen } = await world.operator.detail(ref);
  await world.operator.edit(IDENTITY, "routes", { text: elsewhere, notes: "", seen: null });
  expect(await world.operator.approve(ref, { ...plain, seen })).toEqual(changedSince);
  expect(hosts(world)).toEqual(["api.example.com", "elsewhere.example"]);
  expect([await pending(world), (await world.operator.audit(null)).length]).toEqual([1, 1]);
  const { diff: now } = await world.operator.detail(ref);
  expect(now).toContain("-  - host: elsewhere.example");
  expect(await world.operator.approve(ref, { ...plain, seen: now })).toMatchObject({
    ok: true,
    changed: now,
  });
});

test("F48 of two operators who saw the same, the second is told to look again", async () => {
  const world = operatorWorld();
  const { id } = await world.propose("egress-proxy-block", routesProposal(more));
  const other = await world.propose("pipelock-block", { failed_url: "https://b.example/" }, 1);
  const [first, second] = [
    { identity: IDENTITY, id },
    { identity: IDENTITY, id: other.id },
  ];
  const seen = [
    (await world.operator.detail(first)).diff,
    (await world.operator.detail(second)).diff,
  ] as const;
  const outcomes = await Promise.all([
    world.operator.approve(first, { ...plain, seen: seen[0] }),
    world.operator.approve(second, { ...plain, seen: seen[1] }),
  ]);
  expect(outcomes).toMatchObject([{ ok: true }, changedSince]);
});

test("F48 a modified text is previewed against what is in force, with the credentials that it still needs", async () => {
  const world = operatorWorld();
  const auth = { scheme: "Bearer", token_ref: "OTHER_TOKEN" };
  const { id } = await world.propose(
    "egress-proxy-block",
    routesProposal([...routes, { host: "b.example", auth }]),
  );
  const ref = { identity: IDENTITY, id };
  expect((await world.operator.detail(ref)).mustType).toEqual(["OTHER_TOKEN"]);
  const text = routesFile([...routes, { host: "b.example" }]);
  const { diff, mustType, warnings } = await world.operator.preview(ref, text);
  expect([mustType, warnings]).toEqual([[], []]);
  expect(diff).toContain("+  - host: b.example");
  expect(diff).not.toContain("OTHER_TOKEN");
  expect(world.sidecars.egress).toEqual(inForce);
  expect(await world.operator.approve(ref, { ...plain, text, seen: diff })).toMatchObject({
    ok: true,
    changed: diff,
  });
});

test("F48 a preview says what is wrong with a text, a kind or a bottle", async () => {
  const world = operatorWorld();
  const { id } = await world.propose("egress-proxy-block", routesProposal(more));
  const host = await world.propose("pipelock-block", { failed_url: "https://b.example/" }, 1);
  const at = (name: string) => ({ identity: IDENTITY, id: name });
  await expect(world.operator.preview(at(id), "routes:\n  - hots: a\n")).rejects.toThrow("routes.yaml:2");
  await expect(world.operator.preview(at(host.id), "")).rejects.toThrow("cannot be modified");
  await expect(world.operator.preview(at("20260101t000009000-999999"), "")).rejects.toMatchObject({
    code: "unknown-proposal",
  });
  world.running.length = 0;
  await expect(world.operator.preview(at(id), routesFile(more))).rejects.toThrow("no longer runs");
  await expect(world.operator.previewEdit(IDENTITY, "routes", "routes: []\n")).rejects.toMatchObject({
    code: "unknown-identity",
  });
});

test("F48 an edited file does not silently undo what was put in force while it was edited", async () => {
  const world = operatorWorld();
  const { text } = await world.operator.file(IDENTITY, "allowlist");
  const edited = `${text}mine.example\n`;
  const { diff: seen } = await world.operator.previewEdit(IDENTITY, "allowlist", edited);
  const { id } = await world.propose("pipelock-block", { failed_url: "https://theirs.example/" });
  await world.operator.approve({ identity: IDENTITY, id }, plain);
  const after = structuredClone(world.sidecars.egress);
  expect(await world.operator.edit(IDENTITY, "allowlist", { text: edited, notes: "", seen })).toEqual(
    changedSince,
  );
  expect(world.sidecars.egress).toEqual(after);
  const again = await world.operator.previewEdit(IDENTITY, "allowlist", edited);
  expect(again.diff).toContain("-theirs.example");
});

test("F48 the preview of edited routes shows the hosts that they open and close", async () => {
  const world = operatorWorld();
  const { diff } = await world.operator.previewEdit(IDENTITY, "routes", routesFile(more));
  expect(diff).toContain("+++ allowlist");
  expect(diff).toContain("+new.example.com");
});
