import { BottleError } from "@claude-bottle/shared";
import fc from "fast-check";
import { stringify } from "yaml";
import { expect, test } from "vitest";
import { agentSchema } from "./agent.ts";
import { bottleSchema } from "./bottle.ts";
import { knownKeys } from "./known-keys.ts";
import { readLibrary, type Library } from "./library.ts";
import { readManifestJson } from "./manifest-json.ts";
import { migrate } from "./migrate.ts";
import { formatProblem } from "./problem.ts";
import { resolveAgent } from "./resolve.ts";
import { readSettings } from "./settings.ts";
import { parseUpstream } from "./upstream.ts";

const valid = `---
extends: base
env: { A: "1", B: "?ask", C: "\${C}" }
git:
  - Name: app
    Upstream: ssh://git@h.example.com:22/a.git
    IdentityFile: ~/k
    ExtraHosts: { h.example.com: 192.0.2.1 }
    Push: { refs: [refs/heads/*], protect: [.github] }
egress: { allowlist: ["*.example.com"], dlp_action: warn, pipelock: true, inspect: [] }
egress_proxy:
  routes:
    - host: a.example.com
      path_allowlist: [/a]
      methods: [get]
      auth: { scheme: Bearer, token_ref: T }
supervise: true
resources: { cpus: 1, memory: 1g, pids: 100 }
dockerfile: ~/Dockerfile
---
body
`;

const fragment = fc.oneof(
  fc.string({ unit: "binary", maxLength: 8 }),
  fc.constantFrom(
    "---\n",
    "...\n",
    "&a ",
    "*a",
    "!!map ",
    "<<: ",
    "__proto__: ",
    "constructor: ",
    "{",
    "}",
    "[",
    "]",
    ": ",
    "- ",
    "|\n",
    '"',
    "'",
    "\t",
    "%YAML 1.1\n",
    "? ",
    "\0",
    "\u2028",
    "\ud800",
    "runtime: 1\n",
    "~",
    "1e999",
    "0x",
    "null",
  ),
);

/** A text that was valid before somebody's elbow hit the keyboard. */
function mutated(text: string): fc.Arbitrary<string> {
  const edit = fc.tuple(fc.nat(text.length), fc.nat(6), fragment);
  return fc
    .array(edit, { minLength: 1, maxLength: 5 })
    .map((edits) =>
      edits.reduce((now, [at, cut, put]) => now.slice(0, at) + put + now.slice(at + cut), text),
    );
}

const names = ["bottle", "agent"] as const;
const library = (text: string): Library =>
  readLibrary([
    { path: "/h/bottles/base.md", text: "---\n---\n", kind: "bottle", origin: "home" },
    ...names.map((kind) => ({ path: `/h/${kind}s/x.md`, text, kind, origin: "home" as const })),
    { path: "/h/agents/y.md", text: "---\nbottle: x\n---\n", kind: "agent", origin: "home" },
  ]);

/** Runs it; anything thrown but an error of ours is a crash. */
function ours(run: () => unknown): void {
  try {
    run();
  } catch (error) {
    if (!(error instanceof BottleError)) throw error;
  }
}

/** Everything that loaded survives the schema a second time unchanged, and polluted nothing. */
function holds(read: Library): void {
  for (const { data } of read.bottles.values())
    if (data !== null) expect(bottleSchema.parse(data)).toEqual(data);
  for (const { data } of read.agents.values())
    if (data !== null) expect(agentSchema.parse(data)).toEqual(data);
  for (const problem of read.problems)
    expect(formatProblem(problem).replaceAll("\n", "")).not.toMatch(/\p{Cc}/u);
  ours(() => resolveAgent(read, "x"));
  ours(() => resolveAgent(read, "y"));
  expect(Object.keys(Object.prototype)).toEqual([]);
}

test("the text that the mutations start from is valid", () => {
  expect(library(valid).bottles.get("x")?.problems).toEqual([]);
});

test("no text crashes the reader, and what loads goes through the schema again unchanged", () => {
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: "binary" }), mutated(valid)), (text) => holds(library(text))),
    {
      numRuns: 500,
    },
  );
});

test("no front matter made of YAML's own pieces crashes the reader", () => {
  fc.assert(
    fc.property(fc.array(fragment, { maxLength: 30 }), (parts) =>
      holds(library(`---\n${parts.join("")}\n---\n`)),
    ),
    { numRuns: 500 },
  );
});

const json = JSON.stringify(
  {
    bottles: {
      b: {
        env: { A: "1" },
        egress_proxy: { routes: [{ host: "a.example.com" }] },
        cred_proxy: { routes: [] },
      },
    },
    agents: { a: { bottle: "b", prompt: "p" } },
  },
  null,
  1,
);

test("no JSON text crashes the manifest, the migration or the settings", () => {
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: "binary" }), mutated(json), fc.json()), (text) => {
      ours(() => holds(readManifestJson("m.json", text)));
      ours(() => migrate("m.json", text));
      ours(() => readSettings("s.json", text));
    }),
    { numRuns: 500 },
  );
});

const places = [
  [],
  ["egress"],
  ["egress_proxy"],
  ["egress_proxy", "routes", 0],
  ["egress_proxy", "routes", 0, "auth"],
  ["git", 0],
  ["git", 0, "Push"],
  ["resources"],
] as const;

const whole = {
  env: {},
  egress: {},
  egress_proxy: { routes: [{ host: "a.example.com", auth: { scheme: "Bearer", token_ref: "T" } }] },
  git: [{ Name: "a", Upstream: "https://h.example.com/a", Push: {} }],
  resources: {},
};

/** `value` with one more key in the map at `path`. */
function withKey(value: unknown, path: readonly (string | number)[], key: string): unknown {
  const [step, ...rest] = path;
  if (Array.isArray(value)) return value.map((item, at) => (at === step ? withKey(item, rest, key) : item));
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).map(([name, inner]) => [
    name,
    name === step ? withKey(inner, rest, key) : inner,
  ]);
  return Object.fromEntries(step === undefined ? [...entries, [key, 1]] : entries);
}

const anyKey = fc.oneof(
  fc.string({ minLength: 1 }),
  fc.constantFrom(
    "__proto__",
    "constructor",
    "prototype",
    "toString",
    "hasOwnProperty",
    "<<",
    "runtime",
    "role",
    "Host",
  ),
);

test("no bottle loads with a key that the schema does not know, wherever it stands", () => {
  fc.assert(
    fc.property(anyKey, fc.constantFrom(...places), (key, place) => {
      fc.pre(!knownKeys(bottleSchema, place).includes(key));
      const data = withKey(whole, place, key);
      const texts = [`---\n${stringify(data)}---\n`, `---\n${JSON.stringify(data)}\n---\n`];
      for (const text of texts) expect(library(text).bottles.get("x")?.data).toBeNull();
      const inJson = readManifestJson("m.json", JSON.stringify({ bottles: { x: data } }));
      expect(inJson.bottles.get("x")?.data).toBeNull();
    }),
    { numRuns: 200 },
  );
});

test("the bottle of that test loads when nothing is added to it", () => {
  expect(library(`---\n${stringify(whole)}---\n`).bottles.get("x")?.problems).toEqual([]);
});

test("F29 no part of an upstream that parses can be read as an option or reach another place", () => {
  const text = fc.oneof(
    fc.string(),
    fc
      .tuple(
        fc.constantFrom("ssh://", "https://", "SSH://", ""),
        fc.array(
          fc.constantFrom("-", "a", "@", ":", "/", "..", "h.example.com", "22", "~", " ", "%2e", "\n", "'"),
          { maxLength: 12 },
        ),
      )
      .map(([scheme, parts]) => scheme + parts.join("")),
  );
  fc.assert(
    fc.property(text, (written) => {
      const upstream = parseUpstream(written);
      if (upstream === null) return;
      for (const part of [upstream.user ?? "u", upstream.host, upstream.path])
        expect(part).not.toMatch(/^-|[\s'"`$;&|<>\\]/);
      expect(upstream.path.split("/")).not.toContain("..");
    }),
    { numRuns: 3000 },
  );
});
