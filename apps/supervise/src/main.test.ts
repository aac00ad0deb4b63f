import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { copyFile, mkdir, mkdtempDisposable, readdir, rename } from "node:fs/promises";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Client } from "@modelcontextprotocol/client";
import { Events } from "@claude-bottle/shared/testing";
import { describe, expect, test } from "vitest";
import { connectClient, documentFor, factOf, Operator, someLive, textOf } from "./testing/world.ts";

const bundle = join(import.meta.dirname, "../dist/main.mjs");
const healthcheck = join(import.meta.dirname, "../dist/healthcheck.mjs");

interface Line {
  event?: string;
  port?: number;
  code?: string;
}

interface Supervise extends AsyncDisposable {
  child: ChildProcess;
  lines: Events<Line>;
  /** What it wrote besides its lines. */
  noise: () => string;
  connect: () => Promise<Client>;
}

/** The bundle as an image has it: alone in a directory, an empty environment, one document on stdin. */
function startSupervise(directory: string, document: unknown): Supervise {
  const child = spawn(process.execPath, ["main.mjs"], { cwd: directory, env: {}, stdio: "pipe" });
  const lines = new Events<Line>();
  let noise = "";
  createInterface({ input: child.stdout }).on("line", (line) => lines.add(JSON.parse(line)));
  child.stderr.on("data", (chunk: Buffer) => (noise += chunk.toString()));
  child.stdin.end(typeof document === "string" ? document : JSON.stringify(document));
  return {
    child,
    lines,
    noise: () => noise,
    async connect() {
      const { port = 0 } = await lines.find(({ event }) => event === "ready");
      return await connectClient(new URL(`http://127.0.0.1:${port}/mcp`));
    },
    async [Symbol.asyncDispose]() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const gone = once(child, "exit");
      child.kill("SIGKILL");
      await gone;
    },
  };
}

/** What the control socket answers. */
async function ask(control: string, [method, path]: [string, string], body?: unknown) {
  const asked = request({
    socketPath: control,
    method,
    path,
    headers: body === undefined ? {} : { "content-type": "application/json" },
  });
  asked.end(body === undefined ? undefined : JSON.stringify(body));
  const [answer] = await once(asked, "response");
  let text = "";
  for await (const chunk of answer) text += String(chunk);
  return { status: Number(answer.statusCode), body: JSON.parse(text) };
}

async function isHealthy(directory: string, control: string): Promise<boolean> {
  const child = spawn(process.execPath, ["healthcheck.mjs", control], {
    cwd: directory,
    env: {},
    stdio: "ignore",
  });
  const [code] = await once(child, "exit");
  return code === 0;
}

async function directoryWithBundle() {
  const directory = await mkdtempDisposable(join(tmpdir(), "supervise-main-"));
  await copyFile(bundle, join(directory.path, "main.mjs"));
  await copyFile(healthcheck, join(directory.path, "healthcheck.mjs"));
  await mkdir(join(directory.path, "queue"));
  return directory;
}

const host = { failed_url: "https://registry.example.com/left-pad", justification: "npm ci was refused" };

describe.skipIf(!existsSync(bundle))("supervise as its image runs it (needs npm run build)", () => {
  test("F47 serves from an empty directory: a call, its proposal, the decision, the archive, and a clean end", async () => {
    await using directory = await directoryWithBundle();
    const document = documentFor(directory.path);
    const { control, queue } = document.config;
    const operator = new Operator(queue);
    await using supervise = startSupervise(directory.path, document);
    const client = await supervise.connect();
    expect([
      await isHealthy(directory.path, control),
      await isHealthy(directory.path, `${control}.none`),
    ]).toEqual([true, false]);

    const progress = new Events<number>();
    const options = { onprogress: ({ progress: seconds }: { progress: number }) => progress.add(seconds) };
    const held = client.callTool({ name: "pipelock-block", arguments: host }, options);
    await progress.find((seconds) => seconds === 0);
    const [proposal] = (await operator.queue()).pending;
    expect(await ask(control, ["GET", "/status"])).toEqual({
      status: 200,
      body: { held: 1, pending: [{ id: proposal!.id, kind: "pipelock-block" }] },
    });
    await operator.decide(proposal!, { notes: "this one" });
    expect(factOf(textOf(await held), "notes")).toBe("this one");
    expect(await ask(control, ["POST", "/look"])).toEqual({ status: 200, body: { pending: 0 } });
    expect((await readdir(join(queue, "processed"))).toSorted()).toEqual([
      `${proposal!.id}.proposal.json`,
      `${proposal!.id}.response.json`,
    ]);

    const live = { ...someLive, allowlist: ["registry.example.com"] };
    expect((await ask(control, ["PUT", "/live"], live)).status).toBe(200);
    expect(await ask(control, ["PUT", "/live"], { ...live, more: 1 })).toMatchObject({
      status: 400,
      body: { error: "config-invalid" },
    });
    expect(textOf(await client.callTool({ name: "list-routes", arguments: {} }))).toContain(
      "registry.example.com",
    );

    const signs = new Events<number>();
    const last = client.callTool(
      { name: "pipelock-block", arguments: host },
      { onprogress: () => signs.add(0) },
    );
    await signs.find(() => true);
    supervise.child.kill("SIGTERM");
    expect(factOf(textOf(await last), "status")).toBe("pending");
    expect(supervise.child.exitCode ?? (await once(supervise.child, "exit"))[0]).toBe(0);
    await client.close();
    expect(supervise.noise()).toBe("");
    expect(supervise.lines.all.map(({ event }) => event)).toEqual([
      "ready",
      "proposed",
      "decided",
      "proposed",
    ]);
  });

  test("F47 what waits outlives a kill", async () => {
    await using directory = await directoryWithBundle();
    const document = documentFor(directory.path);
    const operator = new Operator(document.config.queue);
    let id = "";
    {
      await using supervise = startSupervise(directory.path, document);
      const client = await supervise.connect();
      client.callTool({ name: "pipelock-block", arguments: host }).catch(() => {});
      await supervise.lines.find(({ event }) => event === "proposed");
      id = (await operator.queue()).pending[0]!.id;
      supervise.child.kill("SIGKILL");
      await once(supervise.child, "exit");
      await client.close();
    }
    await operator.decide({ id });
    await using again = startSupervise(directory.path, document);
    const client = await again.connect();
    const result = await client.callTool({ name: "pipelock-block", arguments: { proposal_id: id } });
    expect(factOf(textOf(result), "status")).toBe("approved");
    await client.close();
  });

  test.for([
    ["a torn document", '{"config":{"version":1,', "is not JSON"],
    ["nothing", "", "is not JSON"],
    [
      "an unknown key",
      JSON.stringify({ ...documentFor("/nowhere"), slots: [] }),
      'Unrecognized key: "slots"',
    ],
    [
      "a queue that cannot be used",
      JSON.stringify(documentFor("/nowhere")),
      'The queue "/nowhere/queue" cannot be used',
    ],
  ] as const)("security 11: %s ends it with a reason", async ([, document, reason]) => {
    await using directory = await directoryWithBundle();
    await using supervise = startSupervise(directory.path, document);
    expect(await once(supervise.child, "exit")).toEqual([1, null]);
    const failed = await supervise.lines.find(({ event }) => event === "failed");
    expect(failed).toMatchObject({ code: "config-invalid", message: expect.stringContaining(reason) });
    expect(supervise.noise()).toBe("");
  });

  test("security 11: a queue that cannot be written for a while ends in words, not in supervise", async () => {
    await using directory = await directoryWithBundle();
    const document = documentFor(directory.path);
    const { queue } = document.config;
    await using supervise = startSupervise(directory.path, document);
    const client = await supervise.connect();
    await rename(queue, `${queue}.away`);
    const result = await client.callTool({ name: "pipelock-block", arguments: host });
    expect([result.isError, textOf(result)]).toEqual([
      true,
      expect.stringMatching(/could not be put before the operator/),
    ]);
    await rename(`${queue}.away`, queue);
    const held = client.callTool({ name: "pipelock-block", arguments: host });
    await supervise.lines.find(({ event }) => event === "proposed");
    const operator = new Operator(queue);
    await operator.decide((await operator.queue()).pending[0]!);
    expect(factOf(textOf(await held), "status")).toBe("approved");
    await client.close();
  });
});
