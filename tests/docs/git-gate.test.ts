import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gateStdinSchema } from "@claude-bottle/policy";
import { expect, test } from "vitest";

test("the document in docs/git-gate.md is one that the image takes", () => {
  const text = readFileSync(join(import.meta.dirname, "../../docs/git-gate.md"), "utf8");
  const [, document = ""] = /```json\n([^]*?)```/.exec(text) ?? [];
  expect(gateStdinSchema.safeParse(JSON.parse(document))).toMatchObject({ success: true });
});
