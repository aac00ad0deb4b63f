import { expect, test } from "vitest";
import lock from "../../package-lock.json" with { type: "json" };
import { baseRecipe, baseTag } from "./recipe.ts";

const mirrors = { main: "http://a.example", security: "http://b.example" };
test.for(["x64", "arm64"])("the Node of the image is the Node that the project runs on (%s)", (arch) => {
  const node = baseRecipe(arch, mirrors, [])?.node;
  const locked = new Map(Object.entries(lock.packages)).get(`node_modules/${node?.name ?? ""}`);
  expect(locked).toMatchObject({ version: node?.version, integrity: node?.integrity });
});

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
