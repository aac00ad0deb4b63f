import { expect, test } from "vitest";
import { effectiveAllowlist, planSlots, usesEgressProxy } from "./effective.ts";
import { file } from "./fixture.ts";
import { readLibrary } from "./library.ts";
import { resolveBottle } from "./resolve.ts";

const bottle = (keys: string) => resolveBottle(readLibrary([file("bottle", "b", keys)]), "b");

test("F21 the allowlist of an empty bottle is the seven defaults, sorted", () => {
  expect(effectiveAllowlist(bottle(""))).toEqual([
    "api.anthropic.com",
    "claude.ai",
    "downloads.claude.ai",
    "platform.claude.com",
    "raw.githubusercontent.com",
    "sentry.io",
    "statsig.anthropic.com",
  ]);
});

test("F21 F35 defaults, the bottle's hosts and the routes' hosts are united, each once", () => {
  const hosts = effectiveAllowlist(
    bottle(`egress: { allowlist: [Z.example.com, "*.example.com", claude.ai, z.example.com] }
egress_proxy: { routes: [{ host: API.github.com }, { host: api.anthropic.com }] }`),
  );
  expect(hosts).toEqual([
    "*.example.com",
    "api.anthropic.com",
    "api.github.com",
    "claude.ai",
    "downloads.claude.ai",
    "platform.claude.com",
    "raw.githubusercontent.com",
    "sentry.io",
    "statsig.anthropic.com",
    "z.example.com",
  ]);
});

test.for([
  ["", false],
  ["egress: { pipelock: true }", false],
  ["egress_proxy:", true],
  ["egress_proxy: {}", true],
  ["egress_proxy: { routes: [] }", true],
  ["egress_proxy: { routes: [{ host: a.example.com }] }", true],
  ["egress: { pipelock: false }", true],
] as const)("F40 with `%s` the agent's proxy is egress-proxy: %s", ([keys, expected]) => {
  expect(usesEgressProxy(bottle(keys))).toBe(expected);
});

test("F38 slots are numbered in order of declaration and shared by one reference", () => {
  const auth = (token_ref: string) => ({ scheme: "Bearer", token_ref });
  expect(
    planSlots([
      { host: "a.example.com", auth: auth("B") },
      { host: "b.example.com" },
      { host: "c.example.com", auth: auth("A") },
      { host: "d.example.com", auth: { scheme: "Basic", token_ref: "B" } },
      { host: "e.example.com", auth: auth("file:/B") },
    ]),
  ).toEqual({ references: ["B", "A", "file:/B"], ofRoute: [0, null, 1, 0, 2] });
});

test("a bottle without keys has every default", () => {
  expect(bottle("")).toEqual({
    name: "b",
    path: "/home/bottles/b.md",
    lineage: ["b"],
    env: [],
    git: [],
    egress: { allowlist: [], dlpAction: "block", pipelock: true, inspect: [] },
    routes: null,
    supervise: false,
    resources: { cpus: 2, memory: "4g", pids: 1024 },
    dockerfile: null,
  });
});

test("F29 a git entry comes with its upstream taken apart and its push rules filled in", () => {
  expect(
    bottle("git: [{ Name: a, Upstream: 'https://h.example.com/a', TokenRef: T, Push: { force: true } }]").git,
  ).toEqual([
    {
      name: "a",
      url: "https://h.example.com/a",
      upstream: { transport: "https", user: null, host: "h.example.com", port: null, path: "/a" },
      identityFile: null,
      knownHostKey: null,
      tokenRef: "T",
      extraHosts: {},
      push: { refs: null, force: true, delete: false, tags: true, protect: [] },
    },
  ]);
});
