import { expect, test } from "vitest";
import { file } from "./fixture.ts";
import { readLibrary } from "./library.ts";
import { formatProblem } from "./problem.ts";
import { resolveBottle } from "./resolve.ts";

const library = (bottles: Record<string, string>) =>
  readLibrary(Object.entries(bottles).map(([name, keys]) => file("bottle", name, keys)));
const problems = (bottles: Record<string, string>): string[] => library(bottles).problems.map(formatProblem);

const base = `env: { A: "1", B: "1" }
egress: { allowlist: [a.example.com], dlp_action: warn, pipelock: false }
egress_proxy: { routes: [{ host: r.example.com }] }
resources: { cpus: 1, memory: 1g }
supervise: true`;

test("maps merge, lists append, scalars replace", () => {
  const bottle = resolveBottle(
    library({
      base,
      child: `extends: base
env: { B: "2", C: "2" }
egress: { allowlist: [b.example.com], dlp_action: block }
egress_proxy: { routes: [{ host: s.example.com }] }
resources: { memory: 2g }
supervise: false`,
    }),
    "child",
  );
  expect(bottle).toMatchObject({
    lineage: ["base", "child"],
    env: [
      { name: "A", from: "literal", value: "1" },
      { name: "B", from: "literal", value: "2" },
      { name: "C", from: "literal", value: "2" },
    ],
    egress: {
      allowlist: ["a.example.com", "b.example.com"],
      dlpAction: "block",
      pipelock: false,
      inspect: [],
    },
    routes: [{ host: "r.example.com" }, { host: "s.example.com" }],
    resources: { cpus: 1, memory: "2g", pids: 1024 },
    supervise: false,
  });
});

test("a child without keys is its base under another name", () => {
  const both = library({ base, child: "extends: [base]" });
  const { name: _name, path: _path, lineage: _lineage, ...child } = resolveBottle(both, "child");
  expect(resolveBottle(both, "base")).toMatchObject(child);
});

test("later bases win over earlier ones, and a base shared by two is applied once", () => {
  const bottle = resolveBottle(
    library({
      root: "egress: { allowlist: [root.example.com] }\nenv: { A: root }",
      left: "extends: root\nenv: { A: left }\negress: { allowlist: [left.example.com] }",
      right: "extends: root\nenv: { A: right }",
      child: "extends: [left, right]",
    }),
    "child",
  );
  expect(bottle.lineage).toEqual(["root", "left", "right", "child"]);
  expect(bottle.env).toEqual([{ name: "A", from: "literal", value: "right" }]);
  expect(bottle.egress.allowlist).toEqual(["root.example.com", "left.example.com"]);
});

test("a circle is an error that names the chain", () => {
  expect(problems({ a: "extends: b", b: "extends: [c]", c: "supervise: true\nextends: a" })).toContainEqual(
    '/home/bottles/c.md:3: "extends" goes in a circle: a → b → c → a\n  Remove one of these names from its extends',
  );
  expect(() => resolveBottle(library({ a: "extends: a" }), "a")).toThrow(/circle: a → a/);
});

test("an unknown base is an error on its line, with the nearest name", () => {
  expect(problems({ base: "", child: "extends:\n  - base\n  - bsae" })).toEqual([
    '/home/bottles/child.md:4: "extends" names the unknown bottle "bsae"\n  Did you mean "base"?',
  ]);
});

test("a bottle on a broken base is refused with the base's own problems, once", () => {
  const broken = library({ base: "suprevise: true", child: "extends: base" });
  expect(broken.problems).toHaveLength(1);
  expect(() => resolveBottle(broken, "child")).toThrow(/bottles\/base\.md:2: Unknown key "suprevise"/);
});

test("what may be declared once only is checked over the whole chain, both files named", () => {
  const bottles = {
    base: "git: [{ Name: app, Upstream: 'https://h.example.com/a', ExtraHosts: { h.example.com: 192.0.2.1 } }]",
    child: `extends: base
git: [{ Name: app, Upstream: 'https://h.example.com/b', ExtraHosts: { h.example.com: 192.0.2.2 } }]`,
  };
  expect(problems(bottles)).toEqual([
    expect.stringMatching(/child\.md:3: Cannot declare the git Name "app": .*base\.md:2/),
    expect.stringMatching(/child\.md:3: Cannot declare "h\.example\.com" as "192\.0\.2\.2".*base\.md:2/),
  ]);
  expect(() => resolveBottle(library(bottles), "child")).toThrow(/Cannot use the bottle "child"/);
  expect(resolveBottle(library(bottles), "base").git).toHaveLength(1);
});
