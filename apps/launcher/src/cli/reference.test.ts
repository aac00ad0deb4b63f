import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { manifestJsonSchema } from "@claude-bottle/manifest";
import { errorCodes } from "@claude-bottle/shared";
import { expect, test } from "vitest";
import { manPage } from "./man-page.ts";
import { cliReference } from "./reference.ts";

const docs = join(import.meta.dirname, "../../../../docs");

test("F64 docs/cli.md is what the command table gives; npm run docs writes it", async () => {
  expect(await readFile(join(docs, "cli.md"), "utf8")).toBe(cliReference());
});

test("F64 docs/claude-bottle.1 is what the tables give; npm run docs writes it", async () => {
  expect(await readFile(join(docs, "claude-bottle.1"), "utf8")).toBe(manPage());
});

test("F64 docs/manifest.schema.json is the schema that `schema` prints", async () => {
  const written: unknown = JSON.parse(await readFile(join(docs, "manifest.schema.json"), "utf8"));
  expect(written).toEqual(JSON.parse(JSON.stringify(manifestJsonSchema())));
});

test("F64 docs/errors.md has one entry for each code, and none for another", async () => {
  const entries = (await readFile(join(docs, "errors.md"), "utf8")).split(/^## /m).slice(1);
  const codes = entries.map((entry) => entry.split("\n")[0]);
  expect(codes).toEqual(errorCodes);
  for (const entry of entries) expect(entry.split("\n").slice(1).join(" ").trim().length).toBeGreaterThan(60);
});
