import { BottleError } from "@claude-bottle/shared";
import { expect, test } from "vitest";
import { readManifestJson } from "./manifest-json.ts";
import { formatProblem } from "./problem.ts";
import { resolveAgent } from "./resolve.ts";

const read = (value: unknown) => readManifestJson("m.json", JSON.stringify(value, null, 2));

test("one JSON file holds bottles and agents of the same schema", () => {
  const library = read({
    bottles: { base: { supervise: true }, b: { extends: "base", egress_proxy: { routes: [] } } },
    agents: { a: { bottle: "b", prompt: "Do it.\n", model: "opus" } },
  });
  expect(library.problems).toEqual([]);
  const { agent, bottle } = resolveAgent(library, "a");
  expect(agent).toMatchObject({
    prompt: "Do it.\n",
    origin: "manifest",
    passed: { model: "opus" },
    path: "m.json",
  });
  expect(bottle).toMatchObject({ supervise: true, routes: [], lineage: ["base", "b"] });
});

test("problems have their lines, and stop only what they are in", () => {
  const library = readManifestJson(
    "m.json",
    `{
\t"bottles": {
\t\t"good": {},
\t\t"bad": {
\t\t\t"suprevise": true,
\t\t\t"__proto__": { "polluted": true },
\t\t\t"env": { "A": "1", "A": "2" }
\t\t}
\t},
\t"agents": { "a": { "bottle": "good" }, "b": { "bottle": "bad" } }
}`,
  );
  expect(library.problems.map(formatProblem)).toEqual([
    'm.json:5: Unknown key "suprevise"\n  Did you mean "supervise"?',
    'm.json:6: Unknown key "__proto__"\n  Remove it',
    'm.json:7: Duplicate key "A"\n  Keep one; the first stands on line 7',
  ]);
  expect(resolveAgent(library, "a").bottle.name).toBe("good");
  expect(() => resolveAgent(library, "b")).toThrow(/m\.json:5/);
});

test.for([
  ['{"bottles": {}, "agent": {}}', 'm.json:1: Unknown key "agent"\n  Did you mean "agents"?'],
  ['{"bottles": {"Big": {}}}', 'm.json:1: "bottles.Big"'],
  ['{"__proto__": {}}', 'm.json:1: Unknown key "__proto__"'],
  ['{"bottles": {"constructor": {}}}', 'm.json:1: Unknown key "constructor"'],
  ['{"bottles": []}', "expected a map of keys"],
  ["[]", "expected a map of keys"],
  ["null", "expected a map of keys"],
  ["bottles: {}", "m.json: Cannot read the file as JSON"],
  ['{\n"bottles": {"b": {"env": {"A": "hunter2" "B"}}}}', "m.json:2: Cannot read the file as JSON"],
  ["", "m.json: Cannot read the file as JSON"],
] as const)("the file %j is refused as a whole with %j", ([text, expected]) => {
  let thrown: unknown;
  try {
    readManifestJson("m.json", text);
  } catch (error) {
    thrown = error;
  }
  expect(thrown).toBeInstanceOf(BottleError);
  expect(thrown).toMatchObject({ code: "manifest-invalid", message: expect.stringContaining(expected) });
  expect(String(thrown)).not.toContain("hunter2");
});

test("an agent without data is refused on its own", () => {
  expect(read({ agents: { a: null, b: 3 } }).problems.map(formatProblem)).toEqual([
    "m.json:3: The content (empty) cannot be used: expected a map of keys",
    "m.json:4: The content (3) cannot be used: expected a map of keys",
  ]);
});
