import { expect, test } from "vitest";
import { bottleProblems } from "./fixture.ts";
import { hostMatches, hostPatternSchema, hostSchema } from "./egress.ts";

test.for([
  ["api.example.com", "api.example.com", true],
  ["api.example.com", "API.Example.COM", true],
  ["api.example.com", "api.example.com.", true],
  ["api.example.com", "x.api.example.com", false],
  ["api.example.com", "example.com", false],
  ["*.example.com", "example.com", true],
  ["*.example.com", "a.example.com", true],
  ["*.example.com", "a.b.example.com", true],
  ["*.example.com", "notexample.com", false],
  ["*.example.com", "example.com.evil.test", false],
  ["*.EXAMPLE.com", "a.example.com", true],
  ["192.0.2.1", "192.0.2.1", true],
  ["192.0.2.1", "192.0.2.10", false],
] as const)("B35 the pattern %s and the host %s: %s", ([pattern, host, expected]) => {
  expect(hostMatches(pattern, host)).toBe(expected);
});

test.for(["a.b", "localhost", "xn--bcher-kva.example", "A.Example.com", "192.0.2.1", "_x.example.com"])(
  "%s is a host",
  (host) => {
    expect(hostSchema.parse(host)).toBe(host.toLowerCase());
  },
);

test.for([
  "",
  "a b",
  "https://a.b",
  "a.b:443",
  "a.b/c",
  "*.a.b",
  "-a.b",
  "a..b",
  "1.2.3",
  "0x7f.1",
  "2130706433",
  "bücher.example",
  "[::1]",
])("%j is no host", (host) => {
  expect(hostSchema.safeParse(host).success).toBe(false);
});

test.for(["*", "*.com", "**.a.b", "a.*.b", "*a.b", "*.1.2"])("%s is no host pattern", (pattern) => {
  expect(hostPatternSchema.safeParse(pattern).success).toBe(false);
});

test("F22 another data-loss action than block and warn is an error", () => {
  expect(bottleProblems("egress:\n  dlp_action: off")).toEqual([
    '/home/bottles/b.md:3: "egress.dlp_action" ("off") cannot be used: expected "block" or "warn"',
  ]);
});

const route = (keys: string): string => `egress_proxy:\n  routes:\n    - host: a.example.com\n      ${keys}`;

test.for([
  ["auth: {}", 2],
  ["auth: { scheme: Bearer }", 1],
  ["auth: { token_ref: X }", 1],
  ["auth:", 1],
  ["auth: { scheme: Digest, token_ref: X }", 1],
  ["auth: { scheme: 'header:', token_ref: X }", 1],
  ["auth: { scheme: 'header:a b', token_ref: X }", 1],
  ["auth: { scheme: Bearer, token_ref: 'file:relative' }", 1],
  ["auth: { scheme: Bearer, token_ref: 'command: ' }", 1],
  ["auth: { scheme: Bearer, token_ref: '' }", 1],
  ["path_allowlist: []", 1],
  ["path_allowlist:", 1],
  ["path_allowlist: [repos]", 1],
  ["path_allowlist: ['/a?b']", 1],
  ["path_allowlist: ['/a#b']", 1],
  ["path_allowlist: ['/a b']", 1],
  ["path_allowlist: [/a/../b]", 1],
  ["path_allowlist: [/a/.]", 1],
  ["path_allowlist: [/a//b]", 1],
  ["path_allowlist: ['/a\\b']", 1],
  ["path_allowlist: [/a%2Fb]", 1],
  ["methods: []", 1],
  ["methods: [CONNECT]", 1],
  ["port: 443", 1],
] as const)("a route with `%s` is refused on its line", ([keys, count]) => {
  const problems = bottleProblems(route(keys));
  expect(problems).toHaveLength(count);
  for (const problem of problems) expect(problem).toMatch(/^\/home\/bottles\/b\.md:5: /);
});

test.for([
  "methods: [get, Post]",
  "path_allowlist: [/, /repos/a/, /%7Ea, /.well-known, /a..b]",
  "auth: { scheme: Bearer, token_ref: X }",
  "auth: { scheme: Basic, token_ref: 'file:~/.token' }",
  "auth: { scheme: token, token_ref: 'command:pass show x' }",
  "auth: { scheme: 'header:x-api-key', token_ref: 'file:/run/token' }",
])("a route with `%s` loads", (keys) => {
  expect(bottleProblems(route(keys))).toEqual([]);
});

test("a route's host may be declared once, whatever its letter case; both places are named", () => {
  expect(bottleProblems("egress_proxy:\n  routes:\n    - host: a.example.com\n    - host: A.example.com"))
    .toMatchInlineSnapshot(`
    [
      "/home/bottles/b.md:5: Cannot declare the route host "A.example.com": egress_proxy.routes[0].host (/home/bottles/b.md:4) has already declared the route host "a.example.com"
      Write one route for each host",
    ]
  `);
});

test("a secret written where its reference belongs is not repeated", () => {
  const secret = "sk-ant-api03-hunter2";
  const text = bottleProblems(
    `${route(`auth: { scheme: "Bearer ${secret}", token_ref: "${secret}" }`)}\nenv:\n  "1A": ${secret}\n  B: [${secret}]\ngit:\n  - Name: a\n    Upstream: https://x:${secret}@h.example.com/a`,
  );
  expect(text).toHaveLength(5);
  expect(text.join("\n")).not.toContain(secret);
});
