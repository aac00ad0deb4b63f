import { join } from "node:path";
import { expect, test } from "vitest";
import { proposalRow, sampleOverview } from "../dashboard/testing/samples.ts";
import { deskWith } from "../testing/desk.ts";
import { MemoryOperator } from "../testing/memory-operator.ts";
import { runProcess } from "../testing/process.ts";
import { printOnce } from "./dashboard.ts";

test("F48 without a terminal the dashboard is refused, with the way out", async () => {
  await using desk = await deskWith();
  expect(await desk.run("dashboard")).toEqual({
    status: 1,
    out: "",
    err: [
      "claude-bottle: The dashboard needs a terminal [terminal-required]",
      "  Run claude-bottle dashboard --once to print what it would show",
      "",
    ].join("\n"),
  });
});

test("F48 a format is for what is printed", async () => {
  await using desk = await deskWith();
  expect(await desk.run("dashboard", "--format", "json")).toMatchObject({
    status: 2,
    err: expect.stringContaining("--format needs --once"),
  });
});

test("F48 --once prints bottles, what is pending, and what is amiss", async () => {
  await using desk = await deskWith();
  const operator = new MemoryOperator();
  operator.overview = { ...sampleOverview, trouble: ["A file of dev-4k2j9 was passed over"] };
  let out = "";
  const context = { ...desk.context, out: (text: string) => void (out += text) };
  expect(await printOnce(operator, context)).toBe(0);
  expect(out).toMatchInlineSnapshot(`
    "Pending
      2026-01-02T03:04:05.678Z  host     dev-4k2j9     20260102t030405678-4k2j9x  registry.example.com
      2026-01-02T03:05:00.000Z  routes   review-7h1m3  20260102t030500000-8d0c1z  api.example.com
      2026-01-02T02:00:00.000Z  finding  old-2f9q8     20260102t020000000-a1b2c3  bottle gone: 5f3a:config/example.json:12

    Bottles
      dev-4k2j9     implementer in dev  since 2026-01-02T02:58:00.000Z  1 pending  runs
      review-7h1m3  reviewer in dev     since 2026-01-02T02:58:00.000Z  1 pending  runs

    ! A file of dev-4k2j9 was passed over
    "
  `);
});

test("F48 --once --format json prints the overview whole; --once as text shows no control character", async () => {
  await using desk = await deskWith();
  const operator = new MemoryOperator();
  const summary = "a\u001b[2Jb\u202e";
  operator.overview = { ...sampleOverview, proposals: [proposalRow({ summary })] };
  let out = "";
  const context = { ...desk.context, out: (text: string) => void (out += text) };
  await printOnce(operator, context, "json");
  expect(JSON.parse(out)).toEqual(operator.overview);
  out = "";
  await printOnce(operator, context);
  expect(out).toContain("a�[2Jb�");
});

test("F48 no other command waits for the library of the screen", async () => {
  await using desk = await deskWith();
  const program = join(import.meta.dirname, "../testing/loaded-main.ts");
  const { out, err } = await runProcess(desk.root, ["../cli/commands.ts"], { program });
  const loaded = out.trim().split("\n");
  expect(err).toBe("");
  expect(loaded.some((url) => url.endsWith("/cli/dashboard.ts"))).toBe(true);
  expect(loaded.filter((url) => /\/node_modules\/(?:ink|react|yoga-layout)\//.test(url))).toEqual([]);
});
