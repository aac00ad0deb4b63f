import { routesFile } from "@claude-bottle/manifest";
import { readQueue, readResponse } from "@claude-bottle/shared/queue";
import { describe, expect, test } from "vitest";
import {
  IDENTITY,
  inForce,
  type OperatorWorld,
  operatorWorld,
  routes,
  routesProposal,
  yamlFor,
} from "../testing/operator-world.ts";
import { resolveTokens } from "../core/resolve-tokens.ts";
import type { Approval } from "./operator.ts";

const plain: Approval = { notes: "", text: null, typed: [], seen: null };
const failed = { failed_url: "https://registry.example.com/pkg" };
const directory = `/queue/${IDENTITY}`;

const hosts = ({ sidecars }: OperatorWorld): string[] => sidecars.egress?.config.allowlist ?? [];
const pending = async ({ files }: OperatorWorld): Promise<number> =>
  (await readQueue(files, { directory, identity: IDENTITY })).pending.length;
const answerTo = async ({ files }: OperatorWorld, id: string) => await readResponse(files, directory, id);

async function audited({ operator }: OperatorWorld): Promise<string[]> {
  const logs = await operator.audit(null);
  for (const { broken } of logs) expect(broken).toBe(null);
  return logs.flatMap(({ component, entries }) => entries.map(({ action }) => `${component} ${action}`));
}

/** Nothing is in force, written down or answered. */
async function expectUntouched(world: OperatorWorld): Promise<void> {
  expect(world.sidecars.egress).toEqual(inForce);
  expect([await pending(world), await audited(world)]).toEqual([1, []]);
  expect(Object.keys(world.files.texts).filter((path) => path.startsWith("/claims/"))).toEqual([]);
}

describe("approving a host", () => {
  test("F47 F49 B34 opens exactly that host in both places, writes it down and answers", async () => {
    const world = operatorWorld();
    const before = ["api.anthropic.com", "api.example.com"];
    world.sidecars.yaml = yamlFor(before);
    const { id } = await world.propose("pipelock-block", failed);
    const outcome = await world.operator.approve({ identity: IDENTITY, id }, { ...plain, notes: "once" });
    const changed = `--- allowlist
+++ allowlist
@@ -1,2 +1,3 @@
 api.anthropic.com
 api.example.com
+registry.example.com
`;
    expect(outcome).toEqual({ ok: true, changed, next: null });
    expect(hosts(world)).toEqual([...before, "registry.example.com"]);
    expect(world.sidecars.yaml).toBe(yamlFor(hosts(world)));
    expect(await answerTo(world, id)).toMatchObject({
      value: { status: "approved", notes: "once", changed },
    });
    expect(await audited(world)).toEqual(["pipelock approved"]);
    expect([world.sidecars.egress?.slots, world.asked]).toEqual([["API_TOKEN"], []]);
    expect(Object.keys(world.files.texts).filter((path) => path.startsWith("/claims/"))).toEqual([]);
  });

  test("F47 a bottle without egress-proxy has it opened in pipelock alone", async () => {
    const world = operatorWorld();
    world.sidecars.egress = null;
    world.sidecars.yaml = yamlFor([]);
    const { id } = await world.propose("pipelock-block", failed);
    expect(await world.operator.approve({ identity: IDENTITY, id }, plain)).toMatchObject({ ok: true });
    expect(world.sidecars.yaml).toBe(yamlFor(["registry.example.com"]));
  });

  test("one that is open already is answered as such, and changes nothing", async () => {
    const world = operatorWorld();
    const { id } = await world.propose("pipelock-block", { failed_url: "https://API.example.com/x" });
    expect(await world.operator.approve({ identity: IDENTITY, id }, plain)).toEqual({
      ok: true,
      changed: '"api.example.com" was open already.',
      next: null,
    });
    expect(world.sidecars.egress).toEqual(inForce);
  });

  test.for([
    ["egress-proxy", "routes are full"],
    ["pipelock", "line 3: no"],
  ] as const)(
    "F48 B31 what %s refuses changes nothing anywhere and stays pending, with its words",
    async ([part, words]) => {
      const world = operatorWorld();
      const yaml = yamlFor(inForce.config.allowlist);
      world.sidecars.yaml = yaml;
      world.sidecars.refusing.set(part, words);
      const { id } = await world.propose("pipelock-block", failed);
      expect(await world.operator.approve({ identity: IDENTITY, id }, plain)).toMatchObject({
        ok: false,
        reason: expect.stringContaining(words),
      });
      await expectUntouched(world);
      expect(world.sidecars.yaml).toBe(yaml);
    },
  );

  test("a change whose answer is lost is read back and counts", async () => {
    const world = operatorWorld();
    const { id } = await world.propose("pipelock-block", failed);
    const { control } = world.sidecars;
    world.backend.control = async (identity, service, request) => {
      const answer = await control(identity, service, request);
      if (request.method === "PUT") throw new Error("socket hang up");
      return answer;
    };
    expect(await world.operator.approve({ identity: IDENTITY, id }, plain)).toMatchObject({ ok: true });
    expect(await pending(world)).toBe(0);
  });

  test("a change of which nobody knows is not answered; whoever comes next looks and finishes it", async () => {
    const world = operatorWorld();
    const { id } = await world.propose("pipelock-block", failed);
    const { control } = world.sidecars;
    let isGone = false;
    world.backend.control = async (identity, service, request) => {
      if (isGone) throw new Error("the engine is gone");
      isGone = request.method === "PUT";
      return await control(identity, service, request);
    };
    const ref = { identity: IDENTITY, id };
    expect(await world.operator.approve(ref, plain)).toMatchObject({ ok: false });
    expect([await pending(world), await audited(world)]).toEqual([1, []]);
    isGone = false;
    world.backend.control = control;
    // It is in force: a rejection comes too late, and the answer says so
    expect(await world.operator.reject(ref, "no")).toMatchObject({ ok: false });
    expect(await answerTo(world, id)).toMatchObject({ value: { status: "approved" } });
    expect(await audited(world)).toEqual(["pipelock approved"]);
  });
});

describe("approving routes", () => {
  const more = [...routes, { host: "new.example.com", methods: ["GET" as const] }];

  test("F47 puts the whole table in force, keeps the slots by name and opens the new routes' hosts", async () => {
    const world = operatorWorld();
    const auth = { scheme: "Bearer", token_ref: "API_TOKEN" };
    const { id } = await world.propose(
      "egress-proxy-block",
      routesProposal([{ host: "new.example.com", auth }, ...routes]),
    );
    expect(await world.operator.approve({ identity: IDENTITY, id }, plain)).toMatchObject({ ok: true });
    expect(world.sidecars.egress?.config.routes).toEqual([
      { host: "new.example.com", auth: { scheme: "Bearer", slot: 0 } },
      ...inForce.config.routes,
    ]);
    expect(hosts(world)).toEqual(["api.anthropic.com", "api.example.com", "new.example.com"]);
    expect([...world.sidecars.values]).toEqual([]);
  });

  test("F47 supervise and the agent's files are told what is in force now", async () => {
    const staged: string[] = [];
    const world = operatorWorld({
      stage: async (_, files) => void staged.push(...files.map(({ text }) => text)),
    });
    world.sidecars.told = { routes: "old", allowlist: [], dockerfile: "FROM a" };
    const { id } = await world.propose("egress-proxy-block", routesProposal(more));
    await world.operator.approve({ identity: IDENTITY, id }, plain);
    expect(world.sidecars.told).toMatchObject({
      routes: routesFile(more),
      allowlist: hosts(world),
      dockerfile: "FROM a",
    });
    expect(staged).toEqual([routesFile(more), `${hosts(world).join("\n")}\n`]);
  });

  test("F47 a modified text is held against the same rules, and the answer says modified", async () => {
    const world = operatorWorld();
    const { id } = await world.propose("egress-proxy-block", routesProposal(more));
    const ref = { identity: IDENTITY, id };
    const wrong = "routes:\n  - host: a.example\n    verbs: [GET]\n";
    expect(await world.operator.approve(ref, { ...plain, text: wrong })).toMatchObject({
      ok: false,
      reason: expect.stringContaining('routes.yaml:3: Unknown key "verbs"'),
    });
    await expectUntouched(world);
    const narrower = routesFile([...routes, { host: "new.example.com", path_allowlist: ["/only"] }]);
    expect(await world.operator.approve(ref, { ...plain, text: narrower })).toMatchObject({ ok: true });
    expect(await answerTo(world, id)).toMatchObject({
      value: { status: "modified", changed: expect.stringContaining("/only") },
    });
    expect(await audited(world)).toEqual(["egress-proxy modified"]);
  });

  test("a credential that no manifest named needs to be typed; then its value goes to the sidecar and nowhere else", async () => {
    const world = operatorWorld();
    const auth = { scheme: "Bearer", token_ref: "OTHER_TOKEN" };
    const { id } = await world.propose(
      "egress-proxy-block",
      routesProposal([...routes, { host: "b.example", auth }]),
    );
    const ref = { identity: IDENTITY, id };
    const detail = await world.operator.detail(ref);
    expect([detail.mustType, detail.warnings]).toEqual([
      ["OTHER_TOKEN"],
      ['The credential "OTHER_TOKEN" is new to this bottle: no manifest named it.'],
    ]);
    expect(await world.operator.approve(ref, { ...plain, typed: ["OTHER"] })).toMatchObject({
      ok: false,
      reason: expect.stringContaining("OTHER_TOKEN"),
    });
    await expectUntouched(world);
    expect(await world.operator.approve(ref, { ...plain, typed: ["OTHER_TOKEN"] })).toMatchObject({
      ok: true,
    });
    expect(world.sidecars.egress?.slots).toEqual(["API_TOKEN", "OTHER_TOKEN"]);
    expect([...world.sidecars.values]).toEqual([["OTHER_TOKEN", "value of OTHER_TOKEN"]]);
    expect(JSON.stringify(world.files.texts)).not.toContain("value of");
  });

  test.for(["file:~/.ssh/id", "command:cat /etc/passwd"])(
    "%s is never raised by a proposal, typed or not",
    async (token_ref) => {
      const world = operatorWorld();
      const auth = { scheme: "Bearer", token_ref };
      const { id } = await world.propose(
        "egress-proxy-block",
        routesProposal([...routes, { host: "b.example", auth }]),
      );
      const outcome = await world.operator.approve(
        { identity: IDENTITY, id },
        { ...plain, typed: [token_ref] },
      );
      expect(outcome).toMatchObject({
        ok: false,
        reason: expect.stringContaining("reads a file or runs a command"),
      });
      await expectUntouched(world);
    },
  );

  test("a credential whose value cannot be had changes nothing", async () => {
    const world = operatorWorld();
    world.parts.means.tokens = (references) =>
      resolveTokens(references, {
        variable: () => undefined,
        file: () => Promise.reject(new Error("no")),
        command: () => Promise.reject(new Error("no")),
      });
    const auth = { scheme: "Bearer", token_ref: "UNSET" };
    const { id } = await world.propose(
      "egress-proxy-block",
      routesProposal([...routes, { host: "b.example", auth }]),
    );
    expect(
      await world.operator.approve({ identity: IDENTITY, id }, { ...plain, typed: ["UNSET"] }),
    ).toMatchObject({
      ok: false,
      reason: 'No credential came from "UNSET": it is not set',
    });
    await expectUntouched(world);
  });

  test("F48 what changed since it was made is shown as a diff, or said where nobody wrote it down", async () => {
    const world = operatorWorld();
    const { id } = await world.propose("egress-proxy-block", routesProposal(more));
    const ref = { identity: IDENTITY, id };
    expect((await world.operator.detail(ref)).stale).toBe(null);
    const edited = routesFile([...routes, { host: "edited.example" }]);
    await world.operator.edit(IDENTITY, "routes", { text: edited, notes: "", seen: null });
    const detail = await world.operator.detail(ref);
    expect(detail.stale).toContain("+  - host: edited.example");
    expect(detail.diff).toContain("-  - host: edited.example");
    const other = await world.propose(
      "egress-proxy-block",
      { ...routesProposal(more), based_on: "0".repeat(64) },
      1,
    );
    expect((await world.operator.detail({ identity: IDENTITY, id: other.id })).stale).toMatch(
      /^routes\.yaml changed/,
    );
  });
});

describe("the other kinds", () => {
  test("F47 a waiver lets that one finding pass", async () => {
    const world = operatorWorld();
    world.sidecars.waivers = ["other"];
    const { id } = await world.propose("git-gate-block", { fingerprint: "abc:rule:1" });
    const ref = { identity: IDENTITY, id };
    expect((await world.operator.detail(ref)).diff).toContain("+abc:rule:1");
    expect(await world.operator.approve(ref, plain)).toMatchObject({ ok: true });
    expect(world.sidecars.waivers).toEqual(["other", "abc:rule:1"]);
    expect(await audited(world)).toEqual(["git-gate approved"]);
  });

  test("an image that cannot be changed leaves the proposal pending", async () => {
    const world = operatorWorld();
    world.sidecars.told = { routes: "", allowlist: [], dockerfile: "FROM a\n" };
    const { id } = await world.propose("capability-block", {
      dockerfile: "FROM a\nRUN true\n",
      based_on: "0".repeat(64),
    });
    const ref = { identity: IDENTITY, id };
    expect((await world.operator.detail(ref)).diff).toContain("+RUN true");
    expect(await world.operator.approve(ref, plain)).toMatchObject({
      ok: false,
      reason: "no image can be built here",
    });
    await expectUntouched(world);
  });

  test("security 12 an image of another bottle's in a proposed Dockerfile is named as a warning", async () => {
    const world = operatorWorld();
    const { id } = await world.propose("capability-block", {
      dockerfile: "ARG AGENT_IMAGE\nFROM ${AGENT_IMAGE}\nCOPY --from=claude-bottle-cwd:other-00000 / /loot\n",
      based_on: "0".repeat(64),
    });
    const { warnings } = await world.operator.detail({ identity: IDENTITY, id });
    expect(warnings.filter((each) => each.includes('"claude-bottle-cwd:other-00000"'))).toHaveLength(1);
    expect(warnings.filter((each) => each.includes("AGENT_IMAGE"))).toEqual([]);
  });

  test("F47 F49 a rejection needs a reason, opens nothing and is answered with it", async () => {
    const world = operatorWorld();
    const { id } = await world.propose("pipelock-block", failed);
    const ref = { identity: IDENTITY, id };
    expect(await world.operator.reject(ref, " ")).toMatchObject({ ok: false });
    expect(await world.operator.reject(ref, "not needed")).toMatchObject({ ok: true });
    expect(await answerTo(world, id)).toMatchObject({ value: { status: "rejected", notes: "not needed" } });
    expect([world.sidecars.egress, await audited(world)]).toEqual([inForce, ["pipelock rejected"]]);
    await expect(world.operator.approve(ref, plain)).rejects.toMatchObject({
      code: "unknown-proposal",
      message: expect.stringContaining("rejected already"),
    });
  });

  test("notes that would rewrite what a terminal shows are refused before anything is touched", async () => {
    const world = operatorWorld();
    const { id } = await world.propose("pipelock-block", failed);
    const notes = "fine\u001b[2K";
    expect(await world.operator.approve({ identity: IDENTITY, id }, { ...plain, notes })).toMatchObject({
      ok: false,
    });
    await expectUntouched(world);
  });

  test.for([
    ["../../etc", "20260101t000000000-000000"],
    [IDENTITY, "../x"],
    [IDENTITY, "20260101t000000000-zzzzzz"],
  ])("no proposal is called %s %s", async ([identity = "", id = ""]) => {
    const { operator } = operatorWorld();
    for (const ask of [
      operator.detail({ identity, id }),
      operator.approve({ identity, id }, plain),
      operator.reject({ identity, id }, "x"),
    ])
      await expect(ask).rejects.toMatchObject({ code: "unknown-proposal" });
  });

  test("B31 a dead bottle's proposal can be looked at and rejected, not approved", async () => {
    const world = operatorWorld({ running: [] });
    const { id } = await world.propose("egress-proxy-block", routesProposal(routes));
    const ref = { identity: IDENTITY, id };
    expect(await world.operator.detail(ref)).toMatchObject({
      isAlive: false,
      warnings: [expect.stringContaining("no longer runs")],
    });
    expect(await world.operator.approve(ref, plain)).toMatchObject({ ok: false });
    expect(await world.operator.reject(ref, "too late")).toMatchObject({ ok: true });
  });

  test("a change that cannot be written down is not made", async () => {
    const world = operatorWorld();
    const { id } = await world.propose("pipelock-block", failed);
    await world.files.write(`/audit/pipelock-${IDENTITY}.jsonl`, "{}\n");
    expect(await world.operator.approve({ identity: IDENTITY, id }, plain)).toMatchObject({
      ok: false,
      reason: expect.stringContaining("The audit is not as it was written"),
    });
    expect([world.sidecars.egress, await pending(world)]).toEqual([inForce, 1]);
  });
});
