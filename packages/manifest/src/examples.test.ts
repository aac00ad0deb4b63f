import { globSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { readLibrary, type SourceFile } from "./library.ts";
import { resolveAgent } from "./resolve.ts";

const root = `${import.meta.dirname}/../../../examples`;
const files = globSync("{bottles,agents}/*.md", { cwd: root }).map((path): SourceFile => ({
  path,
  text: readFileSync(`${root}/${path}`, "utf8"),
  kind: path.startsWith("agents") ? "agent" : "bottle",
  origin: "home",
}));

test("F05 the examples are two bottles and three agents that share them, and load clean", () => {
  const library = readLibrary(files);
  expect({ problems: library.problems, warnings: library.warnings }).toEqual({ problems: [], warnings: [] });
  expect([...library.bottles.keys()]).toEqual(["full", "minimal"]);
  expect([...library.agents.keys()]).toEqual(["implementer", "researcher", "reviewer"]);
  const bottles = [...library.agents.keys()].map((name) => resolveAgent(library, name).bottle);
  expect(bottles.map(({ name }) => name)).toEqual(["full", "full", "minimal"]);
  for (const bottle of bottles) expect(bottle.routes).not.toBeNull();
});

test("F05 the full example shows all three ways to set a variable, git, hosts, credentials and supervise", () => {
  const { bottle } = resolveAgent(readLibrary(files), "implementer");
  expect(new Set(bottle.env.map(({ from }) => from))).toEqual(new Set(["literal", "prompt", "host"]));
  expect(bottle.git).toHaveLength(1);
  expect(bottle.egress.allowlist.length).toBeGreaterThan(0);
  expect(bottle.routes?.filter(({ auth }) => auth !== undefined).length).toBeGreaterThan(1);
  expect(bottle.supervise).toBe(true);
});

test("F05 nothing is there that was not handed in", () => {
  const library = readLibrary([]);
  expect([library.bottles.size, library.agents.size]).toEqual([0, 0]);
});
