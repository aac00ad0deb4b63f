import { expect, test } from "vitest";
import { file, inCwd, withBody } from "./fixture.ts";
import { readLibrary } from "./library.ts";
import { formatProblem } from "./problem.ts";
import { resolveAgent, resolveBottle } from "./resolve.ts";

const bottle = file("bottle", "b", "supervise: true");
const agent = withBody(file("agent", "a", "bottle: b"), "Do it.");

test("reads bottles and agents of the home by the stems of their files", () => {
  const library = readLibrary([agent, bottle]);
  expect([...library.bottles.keys(), ...library.agents.keys()]).toEqual(["b", "a"]);
  expect({ problems: library.problems, warnings: library.warnings }).toEqual({ problems: [], warnings: [] });
});

test("bottles of the working directory earn one warning and contribute nothing", () => {
  const library = readLibrary([
    bottle,
    agent,
    inCwd(file("bottle", "b", "egress: { allowlist: [evil.example.com] }")),
    inCwd(file("bottle", "other", "not: [valid")),
  ]);
  expect(library.warnings).toEqual([
    'Ignored 2 bottles in the working directory ("/repo/.claude-bottle/bottles/b.md"): bottles come only from your own bottles directory',
  ]);
  expect(library.problems).toEqual([]);
  expect([...library.bottles.keys()]).toEqual(["b"]);
  expect(resolveAgent(library, "a").bottle.egress.allowlist).toEqual([]);
});

test.for([0, 1])(
  "an agent of the working directory wins over the home's, and says what it replaces (order %i)",
  (order) => {
    const files = [agent, inCwd(withBody(file("agent", "a", "bottle: b"), "Other."))];
    const library = readLibrary([bottle, ...(order === 0 ? files : files.toReversed())]);
    expect(resolveAgent(library, "a").agent).toMatchObject({
      origin: "cwd",
      prompt: "Other.",
      path: "/repo/.claude-bottle/agents/a.md",
      replaces: "/home/agents/a.md",
    });
  },
);

test("an agent that stands alone replaces nothing", () => {
  const library = readLibrary([bottle, agent, inCwd(file("agent", "c", "bottle: b"))]);
  expect(resolveAgent(library, "a").agent.replaces).toBeNull();
  expect(resolveAgent(library, "c").agent).toMatchObject({ origin: "cwd", replaces: null });
});

test("a broken agent of the working directory does not fall back to the home's", () => {
  const library = readLibrary([bottle, agent, inCwd(file("agent", "a", "bottel: b"))]);
  expect(() => resolveAgent(library, "a")).toThrow(
    /Cannot use the agent "a"\n\/repo\/\.claude-bottle\/agents\/a\.md:2/,
  );
});

test.for([
  "README.md",
  "B.md",
  "a b.md",
  "1.md",
  "-a.md",
  "a_b.md",
  "a.txt",
  ".md",
  "a.md.bak",
  "\u001b[2J.md",
])("the file name %j is skipped with a warning", (name) => {
  const library = readLibrary([{ ...bottle, path: `/home/bottles/${name}` }]);
  expect(library.bottles.size).toBe(0);
  expect(library.warnings).toEqual([expect.stringMatching(/^Skipped "/)]);
  expect(library.warnings.join("")).not.toContain("\u001b");
});

test("B38 a broken file does not stop an agent that does not use it, and is reported", () => {
  const library = readLibrary([
    bottle,
    agent,
    file("bottle", "broken", "suprevise: true"),
    file("agent", "broken", "bottle: [b"),
    file("agent", "uses-broken", "bottle: broken"),
  ]);
  expect(resolveAgent(library, "a").bottle.supervise).toBe(true);
  expect(library.problems).toHaveLength(2);
  expect(() => resolveAgent(library, "broken")).toThrow(/agents\/broken\.md:2/);
  expect(() => resolveAgent(library, "uses-broken")).toThrow(
    /bottles\/broken\.md:2: Unknown key "suprevise"/,
  );
});

test("F06 every agent's bottle is checked, also that of agents nobody starts", () => {
  const library = readLibrary([file("bottle", "dev", ""), file("agent", "a", "model: x\nbottle: dve")]);
  expect(library.problems.map(formatProblem)).toEqual([
    '/home/agents/a.md:3: The agent "a" names the unknown bottle "dve"\n  Did you mean "dev"?',
  ]);
});

test("F06 an unknown agent or bottle is an error that suggests a name", () => {
  const library = readLibrary([
    bottle,
    file("agent", "reviewer", "bottle: b"),
    file("agent", "lost", "bottle: zzz"),
  ]);
  expect(() => resolveAgent(library, "reveiwer")).toThrow(
    expect.objectContaining({ code: "unknown-agent", hint: 'Did you mean "reviewer"?' }),
  );
  expect(() => resolveAgent(library, "lost")).toThrow(
    expect.objectContaining({ code: "unknown-bottle", hint: "Use one of: b" }),
  );
  expect(() => resolveBottle(library, "__proto__")).toThrow(
    expect.objectContaining({ code: "unknown-bottle" }),
  );
  expect(() => resolveAgent(readLibrary([]), "a")).toThrow(
    expect.objectContaining({ code: "unknown-agent", hint: "Create it with: claude-bottle init" }),
  );
});
