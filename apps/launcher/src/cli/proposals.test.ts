import { chmod, mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { writeProposal } from "@claude-bottle/shared/queue";
import { nodeFiles } from "@claude-bottle/shared/service/node-files";
import { someProposal } from "@claude-bottle/shared/testing";
import type { Proposal } from "@claude-bottle/shared/contracts";
import { expect, test } from "vitest";
import { type Desk, type DeskOptions, deskWith } from "../testing/desk.ts";
import { MemorySidecars } from "../testing/memory-sidecars.ts";
import { IDENTITY, inForce, routes, routesProposal, runningBottle } from "../testing/operator-world.ts";

const host = someProposal(0);
const more = [...routes, { host: "new.example.com" }];
const routesOf = (index: number): Proposal => ({
  ...someProposal(index),
  kind: "egress-proxy-block",
  change: routesProposal(more),
});

async function deskWithProposals(
  options: DeskOptions = {},
  proposals: Proposal[] = [host, routesOf(1)],
): Promise<{ desk: Desk; sidecars: MemorySidecars }> {
  const sidecars = new MemorySidecars(structuredClone(inForce));
  const desk = await deskWith({ control: sidecars.control, running: [runningBottle], ...options });
  for (const proposal of proposals) {
    const directory = join(desk.home, "queue", proposal.identity);
    await mkdir(directory, { recursive: true });
    await writeProposal(nodeFiles, directory, proposal);
  }
  return { desk, sidecars };
}

/** An editor that puts this text in place of what it is given. */
async function editorWith(desk: Desk, text: string): Promise<string> {
  await writeFile(join(desk.root, "saved"), text);
  const path = join(desk.root, "editor");
  await writeFile(
    path,
    `#!/bin/sh\nls -l "$1" > ${desk.root}/seen\ncat "$1" >> ${desk.root}/seen\ncp ${desk.root}/saved "$1"\n`,
  );
  await chmod(path, 0o700);
  return path;
}

test("F47 proposals list shows what waits, oldest first, as text and as JSON", async () => {
  const { desk } = await deskWithProposals();
  await using _ = desk;
  const { out, err, status } = await desk.run("proposals", "list");
  expect([status, err, out]).toEqual([
    0,
    "",
    `20260101t000000000-000000  tester-00000  pipelock-block      host-0.example
20260101t000001000-111111  tester-00000  egress-proxy-block  routes for api.example.com, new.example.com
`,
  ]);
  const json = JSON.parse((await desk.run("proposals", "list", "--format", "json")).out);
  expect(json.map(({ id }: Proposal) => id)).toEqual([host.id, routesOf(1).id]);
});

test("an engine that is gone leaves the list, marks every bottle as ended and says why", async () => {
  const { desk } = await deskWithProposals({ unreachable: true });
  await using _ = desk;
  const { out, err, status } = await desk.run("proposals", "list");
  expect(status).toBe(0);
  expect(out).toContain("host-0.example (its bottle has ended)");
  expect(err).toContain("No engine answers");
});

test("F48 proposals show has justification, warnings and the change against what is in force", async () => {
  const { desk } = await deskWithProposals();
  await using _ = desk;
  const { out } = await desk.run("proposals", "show", routesOf(1).id);
  expect(out).toMatchInlineSnapshot(`
    "Proposal  20260101t000001000-111111
    Bottle    tester-00000
    Kind      egress-proxy-block
    Time      2026-01-01T00:00:01.000Z
    Asks for  routes for api.example.com, new.example.com

    Justification
    the build needs it

    What would change
    --- routes.yaml
    +++ routes.yaml
    @@ -5,3 +5,4 @@
         auth:
           scheme: Bearer
           token_ref: API_TOKEN
    +  - host: new.example.com
    --- allowlist
    +++ allowlist
    @@ -1,2 +1,3 @@
     api.anthropic.com
     api.example.com
    +new.example.com
    "
  `);
  const json = JSON.parse(
    (await desk.run("proposals", "show", `${IDENTITY}/${host.id}`, "--format", "json")).out,
  );
  expect(json).toMatchObject({ id: host.id, mustType: [], editable: null });
});

test("F47 proposals approve prints what changed, and a second time says that it is decided", async () => {
  const { desk, sidecars } = await deskWithProposals();
  await using _ = desk;
  const { out, err, status } = await desk.run("proposals", "approve", host.id, "--notes", "once");
  expect([status, out]).toEqual([0, expect.stringContaining("+host-0.example")]);
  expect(err).toContain(`Approved ${IDENTITY}/${host.id}`);
  expect(sidecars.egress?.config.allowlist).toContain("host-0.example");
  const again = await desk.run("proposals", "approve", `${IDENTITY}/${host.id}`);
  expect([again.status, again.err]).toEqual([
    1,
    expect.stringContaining("approved already [unknown-proposal]"),
  ]);
});

test("F48 what cannot be put in force is one message with the reason, exit 1, and waits", async () => {
  const { desk, sidecars } = await deskWithProposals();
  await using _ = desk;
  sidecars.refusing.set("egress-proxy", "no room");
  const { err, out, status } = await desk.run("proposals", "approve", host.id);
  expect([status, out, err]).toEqual([1, "", expect.stringContaining("no room [not-applied]")]);
  expect((await desk.run("proposals", "list")).out).toContain(host.id);
});

test("a credential that no manifest named is typed on a terminal, or given by a flag", async () => {
  const auth = { scheme: "Bearer", token_ref: "OTHER" };
  const change = routesProposal([...routes, { host: "b.example", auth }]);
  const proposal: Proposal = { ...someProposal(2), kind: "egress-proxy-block", change };
  const env = { OTHER: "some-value" };
  const { desk } = await deskWithProposals({ env }, [proposal]);
  await using _ = desk;
  const refused = await desk.run("proposals", "approve", proposal.id);
  expect([refused.status, refused.err]).toEqual([1, expect.stringContaining('No manifest names "OTHER"')]);
  const given = await desk.run("proposals", "approve", proposal.id, "--token-refs", "OTHER");
  expect(given.status).toBe(0);
  expect(given.err + given.out).not.toContain("some-value");

  const { desk: asked } = await deskWithProposals({ env, answers: ["OTHER"] }, [proposal]);
  await using __ = asked;
  expect((await asked.run("proposals", "approve", proposal.id)).status).toBe(0);
  expect(asked.questions[0]).toContain('"OTHER"');
});

test("F47 proposals reject wants a reason", async () => {
  const { desk } = await deskWithProposals();
  await using _ = desk;
  expect((await desk.run("proposals", "reject", host.id)).status).toBe(2);
  expect((await desk.run("proposals", "reject", host.id, "--reason", "no")).status).toBe(0);
  expect((await desk.run("proposals", "list")).out).not.toContain(host.id);
});

test("F47 proposals modify opens the editor on a private file, asks, and puts what was saved in force", async () => {
  const { desk, sidecars } = await deskWithProposals({ answers: ["y"], env: {} });
  await using _ = desk;
  const env = {
    EDITOR: await editorWith(desk, routesProposal([...routes, { host: "other.example" }]).routes),
  };
  const { desk: sitting, sidecars: changed } = await deskWithProposals({ answers: ["y"], env });
  await using __ = sitting;
  const { status, err, out } = await sitting.run("proposals", "modify", routesOf(1).id);
  expect([status, err]).toEqual([0, expect.stringContaining("Modified")]);
  expect(out).toContain("other.example");
  expect(sitting.questions).toEqual(["Put this in force? [y/N] "]);
  expect(changed.egress?.config.routes.map(({ host }) => host)).toEqual(["api.example.com", "other.example"]);
  expect(await readFile(join(desk.root, "seen"), "utf8")).toMatch(/^-rw------- [\s\S]*new\.example\.com/);
  expect(sidecars.egress).toEqual(inForce);
});

test.for([
  ["without a terminal", undefined, 1, "terminal-required"],
  ["that answers no", ["n"], 0, "Nothing was changed"],
] as const)("a modification %s changes nothing", async ([, answers, wanted, says]) => {
  const { desk } = await deskWithProposals();
  await using _ = desk;
  const env = { EDITOR: await editorWith(desk, "routes: []\n") };
  const { desk: sitting, sidecars } = await deskWithProposals({
    env,
    ...(answers && { answers: [...answers] }),
  });
  await using __ = sitting;
  const { status, err } = await sitting.run("proposals", "modify", routesOf(1).id);
  expect([status, err]).toEqual([wanted, expect.stringContaining(says)]);
  expect(sidecars.egress).toEqual(inForce);
});

test("two bottles with a proposal of the same id want its whole name", async () => {
  const twin = { ...host, identity: "other-00000" };
  const { desk } = await deskWithProposals({}, [host, twin]);
  await using _ = desk;
  const { status, err } = await desk.run("proposals", "show", host.id);
  expect([status, err]).toEqual([1, expect.stringContaining(`other-00000/${host.id}`)]);
});

test("a group without a command shows its commands; an unknown one is refused with a guess", async () => {
  await using desk = await deskWith();
  expect(await desk.run("proposals")).toMatchObject({
    status: 2,
    err: expect.stringContaining("proposals list"),
  });
  expect(await desk.run("proposals", "--help")).toMatchObject({
    status: 0,
    out: expect.stringContaining("proposals show <proposal>"),
  });
  expect(await desk.run("proposals", "shw")).toMatchObject({
    status: 2,
    err: expect.stringContaining('Did you mean "show"?'),
  });
  expect(await desk.run("audit", "show", "--help")).toMatchObject({
    status: 0,
    out: expect.stringContaining("claude-bottle audit show [<identity>]"),
  });
});

test("routes and allowlist show print what is in force in the bottle", async () => {
  const { desk } = await deskWithProposals();
  await using _ = desk;
  expect((await desk.run("routes", "show", IDENTITY)).out).toBe(routesProposal(routes).routes);
  expect((await desk.run("allowlist", "show", IDENTITY)).out).toBe("api.anthropic.com\napi.example.com\n");
  const json = await desk.run("routes", "show", IDENTITY, "--format", "json");
  expect(JSON.parse(json.out)).toEqual({ routes });
  expect(await desk.run("routes", "show", "nobody-00000")).toMatchObject({
    status: 1,
    err: expect.stringContaining("[unknown-identity]"),
  });
});

test("F49 an edit of the allowlist is validated by line, can be mended, and is audited as the operator's own", async () => {
  const { desk: elsewhere } = await deskWithProposals();
  await using _ = elsewhere;
  const editor = await editorWith(elsewhere, "api.anthropic.com\nhttps://x\napi.example.com\n");
  const { desk, sidecars } = await deskWithProposals({ env: { EDITOR: editor }, answers: ["n"] });
  await using __ = desk;
  const refused = await desk.run("allowlist", "edit", IDENTITY);
  expect([refused.status, refused.err]).toEqual([
    1,
    expect.stringContaining('allowlist:2: Cannot open "https://x"'),
  ]);
  expect(sidecars.egress).toEqual(inForce);

  await editorWith(elsewhere, "# for the build\n*.example.org # all\napi.anthropic.com\napi.example.com\n");
  const done = await desk.run("allowlist", "edit", IDENTITY, "--yes", "--notes", "build");
  expect([done.status, done.out]).toEqual([0, expect.stringContaining("+*.example.org")]);
  expect(sidecars.egress?.config.allowlist).toEqual([
    "*.example.org",
    "api.anthropic.com",
    "api.example.com",
  ]);
  const shown = await desk.run("audit", "show");
  expect(shown.out).toMatch(/pipelock {2}operator-edit\n {2}notes: build\n/);
  expect(await desk.run("audit", "verify")).toMatchObject({
    status: 0,
    out: `pipelock-${IDENTITY}  1 line, whole\n`,
  });
});

test("an edit that saves nothing new does nothing", async () => {
  const { desk, sidecars } = await deskWithProposals({ env: { EDITOR: "true" }, answers: [] });
  await using _ = desk;
  expect(await desk.run("routes", "edit", IDENTITY)).toMatchObject({
    status: 0,
    err: "Nothing was changed\n",
  });
  expect([sidecars.egress, desk.questions]).toEqual([inForce, []]);
});

test("F49 audit verify finds an edit, a removal, a reorder and a truncation, and ends with 1", async () => {
  const { desk } = await deskWithProposals({}, [0, 1, 2].map(someProposal));
  await using _ = desk;
  for (const index of [0, 1, 2]) await desk.run("proposals", "approve", someProposal(index).id);
  const path = join(desk.home, "audit", `pipelock-${IDENTITY}.jsonl`);
  const whole = await readFile(path, "utf8");
  const [first = "", second = "", third = ""] = whole.split(/(?<=\n)/);
  expect(await desk.run("audit", "verify", IDENTITY)).toMatchObject({
    status: 0,
    out: expect.stringContaining("3 lines, whole"),
  });
  for (const [text, line] of [
    [whole.replace("the build needs it", "the build wants it"), 1],
    [first + third, 2],
    [second + first + third, 1],
    [first + second, 3],
    ["", 1],
  ] as const) {
    await writeFile(path, text);
    const { status, out } = await desk.run("audit", "verify");
    expect([status, out]).toEqual([1, expect.stringContaining(`not as it was written, line ${line}:`)]);
  }
});
