import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { errorCodes } from "@claude-bottle/shared";
import { expect, test } from "vitest";
import { cliReference } from "./reference.ts";

const docs = join(import.meta.dirname, "../../../../docs");

test("F64 docs/cli.md is what the command table gives; npm run docs writes it", async () => {
  expect(await readFile(join(docs, "cli.md"), "utf8")).toBe(cliReference());
});

test("F64 docs/errors.md has one entry for each code, and none for another", async () => {
  const entries = (await readFile(join(docs, "errors.md"), "utf8")).split(/^## /m).slice(1);
  const codes = entries.map((entry) => entry.split("\n")[0]);
  expect(codes).toEqual(errorCodes);
  for (const entry of entries) expect(entry.split("\n").slice(1).join(" ").trim().length).toBeGreaterThan(60);
});
