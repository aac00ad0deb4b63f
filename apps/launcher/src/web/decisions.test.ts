import { BottleError } from "@claude-bottle/shared";
import { expect, test } from "vitest";
import { DashboardClient } from "../testing/dashboard-client.ts";
import { auditEntry, dashboardScene, scene } from "../testing/dashboard-scene.ts";
import { serveDashboard } from "./serve-dashboard.ts";
import type { Outcome, ProposalDetail } from "../operator/operator.ts";

async function opened() {
  const operator = dashboardScene();
  const served = await serveDashboard(operator);
  const client = new DashboardClient(served.url);
  await client.exchange();
  const [detail] = [...operator.details.values()] as [ProposalDetail];
  const { identity, id } = detail;
  const post = (verb: string, body: object) =>
    client.ask({ method: "POST", path: `proposals/${identity}/${id}/${verb}`, body });
  return {
    operator,
    client,
    detail,
    ref: { identity, id },
    post,
    served,
    [Symbol.asyncDispose]: () => served[Symbol.asyncDispose](),
  };
}

test("F48 the detail is all that the operator should see before deciding", async () => {
  await using page = await opened();
  const { text } = await page.client.ask({ path: `proposals/${page.ref.identity}/${page.ref.id}` });
  expect(JSON.parse(text)).toEqual(page.detail);
});

test("F48 a proposal that there is not is refused with the reason", async () => {
  await using page = await opened();
  const answer = await page.client.ask({ path: `proposals/${scene.fixer}/20250101t000000000-000000` });
  expect(answer.status).toBe(404);
  expect(JSON.parse(answer.text)).toMatchObject({
    error: "unknown-proposal",
    message: expect.stringContaining("No proposal"),
  });
});

test("F48 approve, modify and reject reach the operator as they were meant", async () => {
  await using page = await opened();
  page.operator.outcome = { ok: true, changed: "+ a", next: null };
  const approved = await page.post("approve", {
    notes: "fine",
    text: null,
    typed: ["DEPLOY_TOKEN"],
    seen: "+ a",
  });
  expect(JSON.parse(approved.text)).toEqual(page.operator.outcome);
  await page.post("approve", { notes: "", text: "routes: []\n", typed: [], seen: "" });
  await page.post("reject", { notes: "use v1" });
  expect(page.operator.calls).toEqual([
    {
      did: "approve",
      ref: page.ref,
      approval: { notes: "fine", text: null, typed: ["DEPLOY_TOKEN"], seen: "+ a" },
    },
    { did: "approve", ref: page.ref, approval: { notes: "", text: "routes: []\n", typed: [], seen: "" } },
    { did: "reject", ref: page.ref, notes: "use v1" },
  ]);
});

test("F48 a change that cannot be put in force is answered with the reason", async () => {
  await using page = await opened();
  page.operator.outcome = { ok: false, reason: "egress-proxy did not take it", hint: "Look at its log" };
  const answer = await page.post("approve", { notes: "", text: null, typed: [], seen: "" });
  expect({ status: answer.status, body: JSON.parse(answer.text) }).toEqual({
    status: 200,
    body: page.operator.outcome,
  });
});

test("F48 a failure that is a bug says nothing of itself", async () => {
  await using page = await opened();
  page.operator.approve = () => Promise.reject(new Error("a value that nobody should see"));
  const answer = await page.post("approve", { notes: "", text: null, typed: [], seen: "" });
  expect({ status: answer.status, body: JSON.parse(answer.text) }).toEqual({
    status: 500,
    body: { error: "internal", message: "The request could not be carried out" },
  });
});

test("F48 a decision is carried out to its end when the dashboard ends meanwhile", async () => {
  const page = await opened();
  const begun = Promise.withResolvers<void>();
  const applied = Promise.withResolvers<Outcome>();
  page.operator.approve = () => {
    begun.resolve();
    return applied.promise;
  };
  const answer = page.post("approve", { notes: "", text: null, typed: [], seen: "" });
  await begun.promise;
  const ended = page.served[Symbol.asyncDispose]();
  applied.resolve({ ok: true, changed: "+ a", next: null });
  await ended;
  expect((await answer).text).toContain("+ a");
});

test("F49 the audit is listed newest first, with its chain's state, and a diff at a time", async () => {
  await using page = await opened();
  const entries = Array.from({ length: 250 }, (_, index) => auditEntry(index + 1));
  page.operator.logs = [
    { identity: scene.fixer, component: "pipelock", entries, broken: "line 7 was changed" },
  ];
  const [log] = JSON.parse((await page.client.ask({ path: "audit" })).text);
  expect(log).toMatchObject({
    identity: scene.fixer,
    component: "pipelock",
    broken: "line 7 was changed",
    count: 250,
  });
  expect(log.entries).toHaveLength(100);
  expect(log.entries[0]).toMatchObject({ sequence: 250, hasDiff: true });
  const one = await page.client.ask({ path: `audit/${scene.fixer}/pipelock/250` });
  expect(JSON.parse(one.text)).toEqual({ diff: auditEntry(250).diff });
  const none = await page.client.ask({ path: `audit/${scene.fixer}/pipelock/999` });
  expect(JSON.parse(none.text)).toMatchObject({ message: expect.stringContaining("has no line 999") });
});

test("F48 a modified text is previewed, and what cannot be put in force is said with the reason", async () => {
  await using page = await opened();
  const asked = await page.post("preview", { text: "routes: []\n" });
  expect(JSON.parse(asked.text)).toEqual({
    diff: expect.stringContaining("+routes: []"),
    warnings: page.detail.warnings,
    mustType: ["DEPLOY_TOKEN"],
  });
  page.operator.previewed = new BottleError("config-invalid", "routes.yaml:1: Unknown key", {
    hint: "Mend it",
  });
  const refused = await page.post("preview", { text: "x: 1\n" });
  expect(refused.status).toBeGreaterThanOrEqual(400);
  expect(JSON.parse(refused.text)).toEqual({
    error: "config-invalid",
    message: "routes.yaml:1: Unknown key",
    hint: "Mend it",
  });
  expect(page.operator.calls).toEqual([]);
});

test("F48 F49 a file in force is opened, previewed and edited; one of no bottle is refused", async () => {
  await using page = await opened();
  const path = `bottles/${scene.reviewer}/allowlist`;
  page.operator.files.set(`${scene.reviewer}/allowlist`, { fileName: "allowlist", text: "a.example\n" });
  const post = (verb: string, body: object) =>
    page.client.ask({ method: "POST", path: `${path}/${verb}`, body });
  const opening = await page.client.ask({ path });
  expect(JSON.parse(opening.text)).toEqual({ fileName: "allowlist", text: "a.example\n" });
  const text = "a.example\nb.example\n";
  const { diff } = JSON.parse((await post("preview", { text })).text);
  expect(diff).toContain("+b.example");
  page.operator.outcome = { ok: true, changed: diff, next: null };
  const edited = { text, notes: "for the tests", seen: diff };
  expect(JSON.parse((await post("edit", edited)).text)).toEqual(page.operator.outcome);
  expect(page.operator.calls).toEqual([{ did: "edit", identity: scene.reviewer, file: "allowlist", edited }]);
  const gone = await page.client.ask({ path: `bottles/${scene.gone}/routes` });
  expect(JSON.parse(gone.text)).toMatchObject({ error: "unknown-identity" });
});
