import { readdir, readFile } from "node:fs/promises";
import { get } from "node:http";
import { join } from "node:path";
import { once } from "node:events";
import { expect, test } from "vitest";
import { DashboardClient } from "../testing/dashboard-client.ts";
import { dashboardScene } from "../testing/dashboard-scene.ts";
import { deskWith } from "../testing/desk.ts";
import { runProcess } from "../testing/process.ts";
import { dashboardWeb } from "./dashboard-web.ts";

test("F48 dashboard --web prints its address alone, serves it, and ends with 0 on Ctrl-C", async () => {
  await using desk = await deskWith();
  const printed = Promise.withResolvers<string>();
  let notice = "";
  const context = { ...desk.context, out: printed.resolve, err: (text: string) => void (notice += text) };
  const status = dashboardWeb(dashboardScene(), context);
  const url = await printed.promise;
  expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/[\w-]{22}\/#[\w-]{43}\n$/);
  const client = new DashboardClient(url);
  expect((await client.ask({ headers: { "sec-fetch-site": "none" } })).status).toBe(200);
  expect(notice).not.toContain(client.token);
  desk.signals.emit("SIGINT", "SIGINT");
  expect(await status).toBe(0);
  const [error] = await once(get(`http://${client.authority}/`), "error");
  expect(error).toMatchObject({ code: "ECONNREFUSED" });
});

test("what serves the page is loaded when it is asked for, and not by every command", async () => {
  await using desk = await deskWith();
  const coverage = join(desk.root, "coverage");
  const { status } = await runProcess(desk.root, ["--help"], { env: { NODE_V8_COVERAGE: coverage } });
  expect(status).toBe(0);
  const reports = await Promise.all(
    (await readdir(coverage)).map((name) => readFile(join(coverage, name), "utf8")),
  );
  const loaded = reports.flatMap((report) =>
    JSON.parse(report).result.map(({ url }: { url: string }) => url),
  );
  expect(loaded).toContainEqual(expect.stringMatching(/cli\/dashboard\.ts$/));
  expect(loaded.filter((url) => /serve-dashboard|\/fastify\//.test(url))).toEqual([]);
});
