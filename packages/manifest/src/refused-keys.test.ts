import { expect, test } from "vitest";
import { bottleProblems } from "./fixture.ts";

test("F11 the key `runtime` ends with a recipe", () => {
  expect(bottleProblems("runtime: runsc")).toMatchInlineSnapshot(`
    [
      "/home/bottles/b.md:2: The key "runtime" is retired
      Remove it: gVisor (runsc) is found and used by itself when the engine has it",
    ]
  `);
});

test("F32 the key `ssh` ends with a recipe field by field", () => {
  expect(bottleProblems("ssh:\n  - Host: x")).toMatchInlineSnapshot(`
    [
      "/home/bottles/b.md:2: The key "ssh" is retired
      Write each entry under git instead:
      - Host → Name
      - User, Hostname, Port and the repository's path → Upstream: ssh://User@Hostname:Port/path
      - IdentityFile → IdentityFile
      - KnownHostKey → KnownHostKey",
    ]
  `);
});

test("F33 the key `tokens` ends with a recipe field by field", () => {
  expect(bottleProblems("tokens: []")).toMatchInlineSnapshot(`
    [
      "/home/bottles/b.md:2: The key "tokens" is retired
      Write each entry as a route under egress_proxy.routes instead:
      - Kind → host (anthropic: api.anthropic.com, github: api.github.com, npm: the host of your registry)
      - TokenRef → auth.token_ref
      - add auth.scheme: Bearer",
    ]
  `);
});

test("F34 the key `cred_proxy` ends with a recipe field by field", () => {
  expect(bottleProblems("cred_proxy: {}")).toMatchInlineSnapshot(`
    [
      "/home/bottles/b.md:2: The key "cred_proxy" is retired
      Write each of its routes under egress_proxy.routes instead:
      - upstream → host, and its path, if any, → path_allowlist
      - auth_scheme → auth.scheme
      - token_ref → auth.token_ref
      - path and role → remove: the agent calls the real host and the proxy catches every client",
    ]
  `);
});

test("F34 `role` on a route ends with a recipe", () => {
  expect(bottleProblems("egress_proxy:\n  routes:\n    - host: a.example.com\n      role: x"))
    .toMatchInlineSnapshot(`
    [
      "/home/bottles/b.md:5: The key "role" is retired
      Remove it: the proxy catches every client",
    ]
  `);
});

test("a retired word elsewhere is an unknown key like any other", () => {
  expect(bottleProblems("egress: { runtime: x }")).toEqual([
    expect.stringContaining('Unknown key "runtime"'),
  ]);
});
