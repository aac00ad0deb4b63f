import { expect, test } from "vitest";
import { readLibrary } from "./library.ts";
import { migrate } from "./migrate.ts";
import { resolveAgent } from "./resolve.ts";

const run = (value: unknown) => migrate("claude-bottle.json", JSON.stringify(value, null, 2));

test("a legacy manifest becomes one file per bottle and agent, retired keys rewritten", () => {
  const files = run({
    bottles: {
      dev: {
        runtime: "runsc",
        env: { A: "no", B: "?Ask", C: "${C}", D: "two\nlines" },
        egress: { allowlist: ["packages.example.org"] },
        tokens: [{ Kind: "github", TokenRef: "GH_TOKEN" }],
        cred_proxy: {
          routes: [
            {
              path: "/anthropic/",
              upstream: "https://api.anthropic.com",
              auth_scheme: "Bearer",
              token_ref: "OAUTH",
              role: "anthropic-base-url",
            },
            { path: "/t/", upstream: "https://t.example.com/api/v1/", auth_scheme: "token", token_ref: "T" },
          ],
        },
        egress_proxy: { routes: [{ host: "x.example.com", role: "x" }] },
      },
    },
    agents: { builder: { bottle: "dev", skills: ["s"], prompt: "Build it.\n---\nAll of it.\n" } },
  });
  expect(Object.fromEntries(files.map(({ path, text }) => [path, text]))).toMatchInlineSnapshot(`
    {
      "agents/builder.md": "---
    bottle: dev
    skills:
      - s
    ---

    Build it.
    ---
    All of it.
    ",
      "bottles/dev.md": "---
    env:
      A: no
      B: ?Ask
      C: \${C}
      D: |-
        two
        lines
    egress:
      allowlist:
        - packages.example.org
    egress_proxy:
      routes:
        - host: x.example.com
        - host: api.github.com
          auth:
            scheme: Bearer
            token_ref: GH_TOKEN
        - host: api.anthropic.com
          auth:
            scheme: Bearer
            token_ref: OAUTH
        - host: t.example.com
          path_allowlist:
            - /api/v1
          auth:
            scheme: token
            token_ref: T
    ---
    ",
    }
  `);
});

test("what was written loads clean and means the same", () => {
  const files = run({
    bottles: { b: {}, c: { extends: "b", supervise: true, env: { X: "#not a comment", Y: "*", Z: "null" } } },
    agents: { a: { bottle: "c", prompt: "  Hello\n" } },
  });
  const library = readLibrary(
    files.map(({ path, text }) => ({
      path: `/home/${path}`,
      text,
      kind: path.startsWith("agents/") ? ("agent" as const) : ("bottle" as const),
      origin: "home" as const,
    })),
  );
  expect(library.problems).toEqual([]);
  const { agent, bottle } = resolveAgent(library, "a");
  expect(agent.prompt).toBe("  Hello");
  expect(bottle.supervise).toBe(true);
  expect(bottle.env.map((entry) => ("value" in entry ? entry.value : null))).toEqual([
    "#not a comment",
    "*",
    "null",
  ]);
});

test.for([
  ["ssh", [{ Host: "x", IdentityFile: "~/k" }], "- KnownHostKey → KnownHostKey"],
  ["tokens", [{ Kind: "gitea", TokenRef: "T" }], "- TokenRef → auth.token_ref"],
  ["tokens", "T", "- TokenRef → auth.token_ref"],
  [
    "cred_proxy",
    { routes: [{ upstream: "http://a.example.com", auth_scheme: "Bearer", token_ref: "T" }] },
    "- upstream → host",
  ],
  [
    "cred_proxy",
    { routes: [{ upstream: "https://a.example.com:8443", auth_scheme: "Bearer", token_ref: "T" }] },
    "- upstream → host",
  ],
  ["cred_proxy", [], "- upstream → host"],
] as const)("`%s: %j` needs a hand and ends with the recipe", ([key, value, recipe]) => {
  expect(() => run({ bottles: { b: { [key]: value } }, agents: {} })).toThrow(
    expect.objectContaining({
      code: "manifest-invalid",
      message: expect.stringMatching(
        new RegExp(`claude-bottle\\.json:4: The key "${key}" is retired[\\s\\S]*${recipe}`),
      ),
    }),
  );
});

test("two routes that the old keys declare for one host are refused", () => {
  expect(() =>
    run({
      bottles: {
        b: {
          tokens: [
            { Kind: "github", TokenRef: "A" },
            { Kind: "github", TokenRef: "B" },
          ],
        },
      },
    }),
  ).toThrow(/route host "api\.github\.com"/);
});

test.for([
  { bottles: { b: { zzz: 1 } } },
  { agents: { a: { bottle: "gone" } } },
  { bottles: { "Big One": {} } },
  [],
])("%j is refused, nothing is written", (value) => {
  expect(() => run(value)).toThrow(expect.objectContaining({ code: "manifest-invalid" }));
});
