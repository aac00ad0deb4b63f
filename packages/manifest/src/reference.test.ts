import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { manifestReference } from "./reference.ts";

test("F64 docs/manifest.md is what the schemas say", () => {
  const written = readFileSync(`${import.meta.dirname}/../../../docs/manifest.md`, "utf8");
  expect(written, "Regenerate it with: npm run docs").toBe(manifestReference());
});
