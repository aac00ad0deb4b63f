import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { git, WorkingCopy } from "./testing/git.ts";
import { startGateProcess } from "./testing/process.ts";
import { CANARY, startWorld, TOKEN, type World } from "./testing/world.ts";

const run = promisify(execFile);
const healthcheck = join(import.meta.dirname, "healthcheck.ts");

async function ask(control: string, request: object): Promise<unknown> {
  const asking = run(process.execPath, [join(import.meta.dirname, "ask.ts"), control]);
  asking.child.stdin?.end(JSON.stringify(request));
  return JSON.parse((await asking).stdout);
}

const documentOf = (world: World): World["document"] => ({
  ...world.document,
  config: {
    ...world.document.config,
    state: join(world.directory, "state-2"),
    control: join(world.directory, "control-2.sock"),
  },
});

test("B19 as a process: configuration and credentials on stdin, a clean push, a refused one, a clean end", async () => {
  await using world = await startWorld();
  const document = documentOf(world);
  const gate = await startGateProcess(document);
  const url = `http://127.0.0.1:${gate.port}/repo`;
  await git(["clone", "--quiet", url, "work"], { cwd: world.directory });
  const copy = new WorkingCopy(join(world.directory, "work"));
  const id = await copy.commit("a.txt", "fine");
  await copy.ok("push", "origin", "main");
  expect(await world.at("refs/heads/main")).toBe(id);
  await copy.commit("b.txt", CANARY);
  expect((await copy.git("push", "origin", "main")).text).toContain("known-value in b.txt:1:1");
  await run(process.execPath, [healthcheck, document.config.control]);
  const status = await ask(document.config.control, { method: "GET", path: "/status" });
  expect(status).toMatchObject({ status: 200, body: { mirrors: [{ name: "repo", failure: null }] } });
  await gate[Symbol.asyncDispose]();
  expect(gate.child.exitCode).toBe(0);
  await expect(run(process.execPath, [healthcheck, document.config.control])).rejects.toMatchObject({
    code: 1,
  });
  const said = gate.lines.all.join("\n");
  expect(said).toContain('"verdict":"secret"');
  for (const value of [CANARY, TOKEN, Buffer.from(TOKEN).toString("base64")])
    expect(said).not.toContain(value);
});

test.for([
  ["no JSON", (): string => `{"config": "${CANARY}`],
  ["an unknown key", (world: World): string => JSON.stringify({ ...documentOf(world), secrets: [CANARY] })],
  [
    "a credential for no remote",
    (world: World): string =>
      JSON.stringify({ ...documentOf(world), credentials: [{ remote: "other", value: CANARY }] }),
  ],
] as const)("%s is refused at the start, and values are not shown", async ([, text]) => {
  await using world = await startWorld();
  const started = startGateProcess(text(world));
  const said = await started.then(
    () => "started",
    (error: unknown) => String(error),
  );
  expect(said).toContain("config-invalid");
  expect(said).not.toContain(CANARY);
});
