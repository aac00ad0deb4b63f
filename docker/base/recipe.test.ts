import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { z } from "zod";
import { baseRecipe, baseTag } from "./recipe.ts";

const mirrors = { main: "http://a.example", security: "http://b.example" };
const lockSchema = z.looseObject({
  packages: z.record(
    z.string(),
    z.looseObject({ version: z.string().optional(), integrity: z.string().optional() }),
  ),
});

test.for(["x64", "arm64"])(
  "the Node of the image is the Node that the project runs on (%s)",
  async (arch) => {
    const text = await readFile(join(import.meta.dirname, "../../package-lock.json"), "utf8");
    const { packages } = lockSchema.parse(JSON.parse(text));
    const node = baseRecipe(arch, mirrors, [])?.node;
    expect(packages[`node_modules/${node?.name ?? ""}`]).toMatchObject({
      version: node?.version,
      integrity: node?.integrity,
    });
  },
);

test("a processor without a Node package has no recipe", () => {
  expect(baseRecipe("s390x", mirrors, [])).toBeNull();
});

test("the tag follows mirrors and extra roots", () => {
  const tags = [
    baseRecipe("x64", mirrors, []),
    baseRecipe("x64", mirrors, ["root"]),
    baseRecipe("x64", { ...mirrors, security: "http://c.example" }, []),
    baseRecipe("arm64", mirrors, []),
  ].map((recipe) => recipe && baseTag(recipe));
  expect(new Set(tags).size).toBe(4);
  expect(tags[0]).toMatch(/^claude-bottle-base:[0-9a-f]{16}$/);
});
