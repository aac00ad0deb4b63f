import type { Client } from "@modelcontextprotocol/client";
import { proposalKinds } from "@claude-bottle/shared/contracts";
import { Events } from "@claude-bottle/shared/testing";
import { describe, expect, test } from "vitest";
import { factOf, failureOf, someLive, startWorld, textOf } from "../testing/world.ts";

const host = (index: number | string) => ({
  failed_url: `https://host-${index}.example/x`,
  justification: "the build needs it",
});

/** A call of a tool that is held, and the signs of life that its client gets. */
function hold(client: Client, args: Record<string, string>, name = "pipelock-block") {
  const progress = new Events<number>();
  const abort = new AbortController();
  const onprogress = ({ progress: seconds }: { progress: number }): void => progress.add(seconds);
  const result = client.callTool(
    { name, arguments: args },
    { onprogress, signal: abort.signal, resetTimeoutOnProgress: true },
  );
  result.catch(() => {});
  return { progress, result, abort };
}

describe.for(["legacy", "auto"] as const)("F47 with a client of the official SDK (%s)", (mode) => {
  test("the five tools are listed, with their texts and schemas, and the server says what it is for", async () => {
    await using world = await startWorld();
    const client = await world.connect(mode);
    const { tools } = await client.listTools();
    expect(tools.map(({ name }) => name).toSorted()).toEqual([...proposalKinds, "list-routes"].toSorted());
    for (const { description = "", inputSchema } of tools) {
      expect(description.length).toBeGreaterThan(80);
      expect(description.length).toBeLessThan(700);
      expect(inputSchema).toMatchObject({ type: "object", additionalProperties: false });
    }
    expect(client.getInstructions()).toMatch(/propose the smallest change/);
  });

  test("list-routes answers at once with what is in force", async () => {
    await using world = await startWorld();
    const client = await world.connect(mode);
    const text = textOf(await client.callTool({ name: "list-routes", arguments: {} }));
    expect(text).toContain(someLive.routes);
    for (const each of someLive.allowlist) expect(text).toContain(each);
  });

  test.for([
    ["approved", { notes: "only today", changed: "--- a\n+++ b" }, /in force: do again/],
    ["modified", { notes: "narrower", changed: "--- a\n+++ c" }, /another form/],
    ["rejected", { notes: "no" }, /Do not propose the same again/],
  ] as const)(
    "a call is held until it is %s, and returns notes and change; both are archived",
    async ([status, said, words]) => {
      await using world = await startWorld();
      const call = hold(await world.connect(mode), host(1));
      await call.progress.find((seconds) => seconds === 0);
      const { pending } = await world.operator.queue();
      expect(pending).toMatchObject([
        {
          kind: "pipelock-block",
          change: { failed_url: host(1).failed_url },
          justification: host(1).justification,
        },
      ]);
      const [proposal] = pending;
      await world.operator.decide(proposal!, { status, ...said });
      const text = textOf(await call.result);
      expect(factOf(text, "status")).toBe(status);
      expect(factOf(text, "proposal")).toBe(proposal!.id);
      expect(factOf(text, "notes")).toBe(said.notes);
      if ("changed" in said) expect(text).toContain(said.changed);
      expect(text).toMatch(words);
      await world.running.proposals.look();
      expect(await world.operator.queue()).toEqual({
        pending: [],
        answered: [],
        halfArchived: [],
        skipped: [],
      });
      const again = await (
        await world.connect(mode)
      ).callTool({ name: "pipelock-block", arguments: { proposal_id: proposal!.id } });
      expect(textOf(again)).toBe(text);
    },
  );

  test("an undecided call ends within its bound as pending, and waits again by its id", async () => {
    await using world = await startWorld();
    const client = await world.connect(mode);
    const call = hold(client, host(1));
    await call.progress.find((seconds) => seconds === 0);
    world.timers.pass(900_000);
    const result = await call.result;
    expect(result.isError ?? false).toBe(false);
    const text = textOf(result);
    expect(factOf(text, "status")).toBe("pending");
    expect(text).toMatch(/not an error.*go on with other work/is);
    expect(world.running.service.held).toBe(0);
    const again = hold(client, { proposal_id: factOf(text, "proposal") });
    await again.progress.find((seconds) => seconds === 0);
    await world.operator.decide({ id: factOf(text, "proposal") });
    expect(factOf(textOf(await again.result), "status")).toBe("approved");
  });

  test("B33 a client that gives up frees its place at once, and its proposal stays", async () => {
    await using world = await startWorld();
    const call = hold(await world.connect(mode), host(1));
    await call.progress.find((seconds) => seconds === 0);
    const timers = world.timers.size;
    call.abort.abort();
    expect(await failureOf(call.result)).toMatch(/abort/i);
    await world.lines.find(({ event }) => event === "abandoned");
    expect(world.running.service.held).toBe(0);
    expect(world.timers.size).toBeLessThan(timers);
    expect((await world.operator.queue()).pending).toHaveLength(1);
  });
});

describe("F47 a held call", () => {
  test("one change is one proposal, however often and in whatever words it is asked for", async () => {
    await using world = await startWorld();
    const calls = await Promise.all(
      ["one", "another", "a third"].map(async (justification) =>
        hold(await world.connect(), { ...host(1), justification }),
      ),
    );
    for (const { progress } of calls) await progress.find((seconds) => seconds === 0);
    const { pending } = await world.operator.queue();
    expect(pending).toHaveLength(1);
    await world.operator.decide(pending[0]!);
    const texts = await Promise.all(calls.map(async ({ result }) => textOf(await result)));
    expect(new Set(texts).size).toBe(1);
  });

  test("B31 an answer that comes while nobody waits is kept for who asks", async () => {
    await using world = await startWorld({ limits: { held: 0 } });
    const client = await world.connect();
    const first = textOf(await client.callTool({ name: "pipelock-block", arguments: host(1) }));
    const id = factOf(first, "proposal");
    await world.operator.decide({ id }, { notes: "kept" });
    await world.running.proposals.look();
    const args = { proposal_id: id };
    expect(factOf(textOf(await client.callTool({ name: "pipelock-block", arguments: args })), "notes")).toBe(
      "kept",
    );
    const other = await client.callTool({ name: "git-gate-block", arguments: args });
    expect(textOf(other)).toMatch(/no proposal of this id/);
  });

  test("a restart keeps what waits and what was answered meanwhile", async () => {
    await using world = await startWorld({ limits: { held: 0 } });
    const ask = async (args: Record<string, string>): Promise<string> =>
      textOf(await (await world.connect()).callTool({ name: "pipelock-block", arguments: args }));
    const [first, second] = [factOf(await ask(host(1)), "proposal"), factOf(await ask(host(2)), "proposal")];
    await world.running[Symbol.asyncDispose]();
    await world.operator.decide({ id: first });
    await world.restart();
    expect(world.running.proposals.pending.map(({ id }) => id)).toEqual([second]);
    expect(factOf(await ask({ proposal_id: first }), "status")).toBe("approved");
    // The same change again joins what waited before
    expect(factOf(await ask(host(2)), "proposal")).toBe(second);
  });

  test("the poll finds what the file system does not tell of", async () => {
    await using world = await startWorld();
    const call = hold(await world.connect(), host(1));
    await call.progress.find((seconds) => seconds === 0);
    await world.operator.decide((await world.operator.queue()).pending[0]!);
    world.timers.pass(1_000);
    expect(factOf(textOf(await call.result), "status")).toBe("approved");
  });

  test("stopping answers it as pending instead of cutting it off", async () => {
    await using world = await startWorld();
    const call = hold(await world.connect(), host(1));
    await call.progress.find((seconds) => seconds === 0);
    world.running.service.stop();
    expect(factOf(textOf(await call.result), "status")).toBe("pending");
  });

  test("what the operator's side puts in force is what list-routes shows", async () => {
    await using world = await startWorld();
    const client = await world.connect();
    world.running.service.live = { ...someLive, allowlist: ["new.example"] };
    expect(textOf(await client.callTool({ name: "list-routes", arguments: {} }))).toContain("new.example");
  });
});

describe("a bad proposal is answered so that a model can mend it", () => {
  test.for([
    [
      "egress-proxy-block",
      { routes: "routes:\n  - host: a.example\n    verbs: [GET]" },
      /^Not proposed:\nroutes\.yaml:3: Unknown key "verbs"/,
    ],
    [
      "egress-proxy-block",
      { routes: "routes:\n  - host: https://a.example" },
      /routes\.yaml:2: .*without scheme/,
    ],
    [
      "egress-proxy-block",
      { routes: 'routes:\n  - host: a.example\n    auth: { scheme: Bearer, token_ref: "command:id" }' },
      /"a\.example" names a file or a command of the host, which only the operator can do/,
    ],
    ["pipelock-block", { failed_url: "a.example" }, /must be an http or https URL/],
    ["capability-block", { dockerfile: "RUN true" }, /Dockerfile:1: the first instruction .* must be FROM/],
    ["capability-block", { dockerfile: "" }, /there is no FROM/],
  ] as const)("%s %j", async ([name, args, words]) => {
    await using world = await startWorld();
    const client = await world.connect();
    const result = await client.callTool({ name, arguments: { ...args, justification: "it" } });
    expect(result.isError).toBe(true);
    expect(textOf(result)).toMatch(words);
    expect((await world.operator.queue()).pending).toEqual([]);
  });

  test.for([
    [{ failed_url: "https://a.example/" }, /Give a justification/],
    [{ failed_url: "https://a.example/", justification: "  " }, /Give a justification/],
    [{ justification: "it" }, /Give failed_url, or the proposal_id/],
    [
      { failed_url: "https://a.example/", proposal_id: "20260101t000000000-000000" },
      /either proposal_id alone/,
    ],
    [{ proposal_id: "20260101t000000000-000000" }, /no proposal of this id/],
    [{ proposal_id: "../../etc/passwd" }, /expected the id of a proposal/],
    [{ url: "https://a.example/", justification: "it" }, /Unrecognized key: "url"/],
    [{ failed_url: 7, justification: "it" }, /failed_url/],
    [{ failed_url: "https://a.example/", justification: "\u001b[2J" }, /without control characters/],
  ] as const)("%j", async ([args, words]) => {
    await using world = await startWorld();
    const client = await world.connect();
    const result = await client.callTool({ name: "pipelock-block", arguments: { ...args } });
    expect([result.isError, textOf(result)]).toEqual([true, expect.stringMatching(words)]);
  });
});
