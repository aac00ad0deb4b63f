import { join } from "node:path";
import { expect, test } from "vitest";
import { deskWith } from "../testing/desk.ts";
import { runProcess } from "../testing/process.ts";
import { commandNames, loadCommand, loadCommands } from "./load-command.ts";

test("each command is loaded by its own name, in the order of help", async () => {
  expect((await loadCommands()).map(({ name }) => name)).toEqual(commandNames);
  for (const name of commandNames) expect((await loadCommand(name))?.name).toBe(name);
  for (const name of ["", "strat", "toString"]) expect(await loadCommand(name)).toBe(null);
});

test("what a start loads has no client of an engine, no server, no screen and no reader of repositories", async () => {
  await using desk = await deskWith();
  const program = join(import.meta.dirname, "../testing/loaded-main.ts");
  const { out, err } = await runProcess(desk.root, ["../cli/start.ts", "../backend/index.ts"], { program });
  expect(err).toBe("");
  const loaded = out.trim().split("\n");
  expect(loaded.some((url) => url.endsWith("/backend/docker/docker-backend.ts"))).toBe(true);
  const heavy =
    /\/node_modules\/(?:dockerode|docker-modem|ssh2|@grpc|fastify|ink|react|isomorphic-git|diff)\//;
  expect(loaded.filter((url) => heavy.test(url))).toEqual([]);
});
