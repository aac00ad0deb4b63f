import { type Library, readLibrary, resolveAgent } from "@claude-bottle/manifest";
import { hostKeyOf } from "@claude-bottle/manifest/testing";
import { describe, expect, test } from "vitest";
import { jsonPlan } from "./json-plan.ts";
import { makePlan } from "./make-plan.ts";
import type { Plan } from "./plan.ts";
import { planWarnings } from "./plan-warnings.ts";
import { preflight } from "./preflight.ts";

function libraryOf(bottle: string, agent = "bottle: b"): Library {
  return readLibrary([
    { path: "/h/bottles/b.md", text: `---\n${bottle}\n---\n`, kind: "bottle", origin: "home" },
    { path: "/h/agents/a.md", text: `---\n${agent}\n---\n`, kind: "agent", origin: "home" },
  ]);
}

function planOf(bottle: string, agent = "bottle: b", identity = "a-00000"): Plan {
  const library = libraryOf(bottle, agent);
  return makePlan(
    { cwd: "/work", copyCwd: false, mountCwd: false, turn: null, command: null, detach: false },
    resolveAgent(library, "a"),
    {
      identity,
      home: "/h",
      userHome: "/home/me",
      backend: "docker",
      runtime: "runc",
      startedAt: new Date("2026-01-02T03:04:05Z"),
      network: { extraRoots: [], buildRoots: [], privateHosts: {}, joinNetwork: null },
      repository: null,
      kept: null,
      fingerprint: (blob) => `SHA256:of-${blob.length}-bytes`,
    },
  );
}

const route = (host: string, rest = ""): string => `\n    - host: ${host}${rest}`;
const routes = (...all: string[]): string => `egress_proxy:\n  routes:${all.join("")}`;
const auth = (scheme: string, reference: string): string =>
  `\n      auth: { scheme: "${scheme}", token_ref: ${reference} }`;

describe("who is the agent's proxy", () => {
  test.for([
    ["env: {}", "pipelock"],
    ["egress_proxy: {}", "egress-proxy"],
    [routes(route("api.example.com")), "egress-proxy"],
    ["egress:\n  pipelock: false", "egress-proxy"],
  ] as const)("F40 %j is behind %s", ([bottle, expected]) => {
    expect(planOf(bottle).egress.interceptor).toBe(expected);
  });
});

test("F21 the allowlist is the defaults, the bottle's and the routes' hosts, sorted, each once", () => {
  const { hosts } = planOf(
    `egress:\n  allowlist: [zeta.example.com, claude.ai]\n${routes(route("api.example.com"))}`,
  ).egress;
  expect(hosts).toEqual([
    "api.anthropic.com",
    "api.example.com",
    "claude.ai",
    "downloads.claude.ai",
    "platform.claude.com",
    "raw.githubusercontent.com",
    "sentry.io",
    "statsig.anthropic.com",
    "zeta.example.com",
  ]);
});

test("F38 routes with one reference share a slot, numbered in order of declaration", () => {
  const plan = planOf(
    routes(
      route("a.example.com", auth("Bearer", "SECOND_NAME")),
      route("b.example.com", auth("token", "file:~/first")),
      route("c.example.com", auth("Basic", "SECOND_NAME")),
      route("d.example.com"),
    ),
  );
  expect(plan.slots).toEqual(["SECOND_NAME", "file:~/first"]);
  expect(plan.routes.map((each) => each.auth?.slot)).toEqual([0, 1, 0, undefined]);
});

test("F29 a git entry is planned with every name resolved and every default applied", () => {
  const entries = `git:
  - Name: app
    Upstream: ssh://git@Git.example.com:2222/team/app.git
    IdentityFile: ~/.ssh/agent
    KnownHostKey: ${hostKeyOf("ssh-ed25519")} root@server
    ExtraHosts: { Git.example.com: 192.0.2.10 }`;
  expect(planOf(entries).git).toEqual([
    {
      name: "app",
      url: "ssh://git@Git.example.com:2222/team/app.git",
      upstream: { transport: "ssh", user: "git", host: "git.example.com", port: 2222, path: "/team/app.git" },
      credential: { kind: "key", path: "/home/me/.ssh/agent" },
      hostKey: {
        line: hostKeyOf("ssh-ed25519"),
        type: "ssh-ed25519",
        fingerprint: "SHA256:of-51-bytes",
      },
      extraHosts: { "git.example.com": "192.0.2.10" },
      push: { refs: null, force: false, delete: false, tags: true, protect: [] },
    },
  ]);
});

test("F38 the slots of git entries follow those of the routes; one reference has one slot", () => {
  const git = (name: string, reference: string): string =>
    `\n  - { Name: ${name}, Upstream: "https://git.example.com/${name}", TokenRef: ${reference} }`;
  const plan = planOf(
    `git:${git("a", "GIT")}${git("b", "SHARED")}${git("c", "GIT")}\n${routes(
      route("a.example.com", auth("Bearer", "SHARED")),
    )}`,
  );
  expect(plan.slots).toEqual(["SHARED", "GIT"]);
  expect(plan.git.map(({ credential }) => credential)).toEqual([
    { kind: "token", token_ref: "GIT", slot: 1 },
    { kind: "token", token_ref: "SHARED", slot: 0 },
    { kind: "token", token_ref: "GIT", slot: 1 },
  ]);
});

test("F42 without a credentialed route to the model API nothing of it reaches the agent", () => {
  const plan = planOf(routes(route("api.anthropic.com")));
  expect(jsonPlan(plan).env_names).toEqual([]);
  expect(plan.env).toEqual([]);
});

test.for([
  ["Bearer", "CLAUDE_CODE_OAUTH_TOKEN"],
  ["header:x-api-key", "ANTHROPIC_API_KEY"],
] as const)("F42 a %s route to the model API brings the placeholder %s and quiet", ([scheme, name]) => {
  const plan = planOf(routes(route("api.anthropic.com", auth(scheme, "REAL"))));
  expect(jsonPlan(plan).env_names).toEqual([
    name,
    "CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC",
    "CLAUDE_CODE_DISABLE_OFFICIAL_MARKETPLACE_AUTOINSTALL",
    "DISABLE_AUTOUPDATER",
    "DISABLE_TELEMETRY",
  ]);
  expect(plan.env[0]).toEqual({ name, from: "literal", value: "claude-bottle-placeholder" });
});

test("F42 a variable that the bottle sets itself is not replaced", () => {
  const plan = planOf(
    `env: { DISABLE_TELEMETRY: "0" }\n${routes(route("api.anthropic.com", auth("Bearer", "R")))}`,
  );
  expect(plan.env.filter((entry) => entry.name === "DISABLE_TELEMETRY")).toEqual([
    { name: "DISABLE_TELEMETRY", from: "literal", value: "0" },
  ]);
});

test("F63 ~ in the path of a Dockerfile is the home directory", () => {
  expect(planOf("dockerfile: ~/images/Dockerfile").dockerfile).toBe("/home/me/images/Dockerfile");
});

test("F52 two launches of one agent in one directory share no name and no state", () => {
  const [one, two] = [planOf("env: {}", "bottle: b", "a-00000"), planOf("env: {}", "bottle: b", "a-00001")];
  const names = (plan: Plan): string[] => [
    plan.names.agent,
    plan.names.derivedImage,
    plan.stateDir,
    ...Object.values(plan.names.sidecar),
    ...Object.values(plan.names.network),
    ...Object.values(plan.names.volume),
  ];
  expect(names(one).filter((name) => names(two).includes(name))).toEqual([]);
});

test("F44 supervise is off unless the bottle says so, and its queue is the bottle's own", () => {
  const plain = planOf("env: {}");
  expect(plain.supervise).toBe(false);
  expect(jsonPlan(plain).supervise).toBe(false);
  expect(preflight(plain)).toMatch(/^Supervise +off$/m);
  const asked = planOf("supervise: true");
  expect(asked.supervise).toBe(true);
  expect(jsonPlan(asked).supervise).toBe(true);
  expect(preflight(asked)).toMatch(/^Supervise +on: the agent may propose changes, and you decide$/m);
  expect(asked.queueDir).toMatch(new RegExp(`/queue/${asked.identity}$`));
});

describe("what the operator is warned of", () => {
  test.for([
    [
      routes(route("api.github.com", auth("Bearer", "T"))),
      ["api.github.com has a credential and no methods"],
    ],
    [routes(route("api.github.com", `\n      methods: [GET]${auth("Bearer", "T")}`)), []],
    [routes(route("api.github.com")), []],
    [routes(route("notgithub.com", auth("Bearer", "T"))), []],
    ["env: {}", ["pipelock is the agent's own proxy"]],
    ["egress: { pipelock: false }", ["egress.pipelock is false"]],
  ] as const)("%j", ([bottle, expected]) => {
    const warnings = planWarnings(planOf(bottle));
    expect(warnings.map((text, index) => text.slice(0, expected[index]?.length))).toEqual(expected);
  });
});
