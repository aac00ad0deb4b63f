import { readLibrary, resolveBottle, type Bottle } from "@claude-bottle/manifest";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { gitOf } from "../testing/plan.ts";
import { applyChanges, changeWords } from "./bottle-change.ts";
import { bottleRules } from "./bottle-rules.ts";
import { explainPush } from "./explain-push.ts";
import { explainRequest } from "./explain-request.ts";
import { requestOf } from "./request-of.ts";
import { smallestChange } from "./smallest-change.ts";

function bottleOf(yaml: string): Bottle {
  const file = { path: "/b/one.md", text: `---\n${yaml}\n---\n`, kind: "bottle", origin: "home" } as const;
  return resolveBottle(readLibrary([file]), "one");
}

const routed = bottleOf(`egress:
  pipelock: false
  allowlist: [docs.example.org, "*.example.net"]
egress_proxy:
  routes:
    - host: api.example.com
      path_allowlist: [/v1/items]
      methods: [GET, POST]
      auth: { scheme: Basic, token_ref: TOKEN }`);
const chained = bottleOf(
  "egress:\n  inspect: [api.example.com]\n  allowlist: [api.example.com]\negress_proxy: {}",
);
const alone = bottleOf("egress: { allowlist: [docs.example.org] }");

const explained = (bottle: Bottle, method: string, url: string) =>
  explainRequest(bottleRules(bottle, {}), requestOf(method, url));
const changesFor = (bottle: Bottle, method: string, url: string): string[] =>
  smallestChange(bottle, requestOf(method, url), {}).map(changeWords);

describe("a request is asked of", () => {
  test("every rule of egress-proxy in turn, up to the one that refuses", () => {
    expect(explained(routed, "DELETE", "https://api.example.com/v1/items/7?x=1")).toMatchInlineSnapshot(`
      {
        "steps": [
          {
            "outcome": "every part of the request names api.example.com",
            "rule": "authority",
            "sidecar": "egress-proxy",
          },
          {
            "outcome": "DELETE and its target are well formed",
            "rule": "form",
            "sidecar": "egress-proxy",
          },
          {
            "outcome": "this is no push",
            "rule": "git-push",
            "sidecar": "egress-proxy",
          },
          {
            "outcome": "api.example.com has a route",
            "rule": "host",
            "sidecar": "egress-proxy",
          },
          {
            "outcome": "no objection",
            "rule": "path",
            "sidecar": "egress-proxy",
          },
          {
            "outcome": "DELETE is not among the methods allowed for api.example.com (GET, POST). Use one of those, or propose DELETE under methods of the route for api.example.com.",
            "rule": "method",
            "sidecar": "egress-proxy",
          },
        ],
        "verdict": "refused",
      }
    `);
  });

  test.for([
    [routed, "GET", "https://api.example.com/v1/items", "allowed", "egress-proxy route"],
    [routed, "GET", "https://docs.example.org/", "allowed", "egress-proxy allowlist"],
    [routed, "GET", "https://a.example.net", "allowed", "egress-proxy allowlist"],
    [routed, "get", "https://api.example.com/v2", "refused", "egress-proxy path"],
    [routed, "GET", "https://api.example.com/v1/items/%2e%2e/x", "refused", "egress-proxy path"],
    [routed, "GET", "https://elsewhere.example/", "refused", "egress-proxy host"],
    [routed, "GET", "https://docs.example.org:8443/", "refused", "egress-proxy port"],
    [routed, "POST", "https://docs.example.org/a.git/git-receive-pack", "refused", "egress-proxy git-push"],
    [routed, "GET", "http://docs.example.org/x", "allowed", "egress-proxy allowlist"],
    [chained, "GET", "https://api.example.com/", "allowed", "pipelock host"],
    [chained, "GET", "https://api.example.com/?agent=x", "refused", "egress-proxy pipelock"],
    [alone, "GET", "https://docs.example.org/", "allowed", "pipelock host"],
    [alone, "GET", "https://elsewhere.example/", "refused", "pipelock host"],
  ] as const)("%#: %s %s %s", ([bottle, method, url, verdict, last]) => {
    const { verdict: found, steps } = explained(bottle, method, url);
    expect(found).toBe(verdict);
    expect(`${steps.at(-1)?.sidecar} ${steps.at(-1)?.rule}`).toBe(last);
  });

  test.for(["api.example.com", "ftp://a.example/", "https://", "https://me@a.example/", ""])(
    "no rule where the URL is %j",
    (url) => {
      expect(() => requestOf("GET", url)).toThrow(/not an http or https URL/);
    },
  );
});

describe("the smallest change of the bottle", () => {
  test.for([
    [
      routed,
      "GET",
      "https://api.example.com/v2/x?q",
      ['Add "/v2/x" to path_allowlist of the route for api.example.com'],
    ],
    [
      routed,
      "PUT",
      "https://api.example.com/v1/items",
      ["Add PUT to methods of the route for api.example.com"],
    ],
    [routed, "PUT", "https://api.example.com/v2", ['Add "/v2" to path', "Add PUT to methods"]],
    [
      routed,
      "GET",
      "https://new.example/a/b",
      ["Add to egress_proxy.routes: { host: new.example, path_allowlist: [/a/b], methods: [GET] }"],
    ],
    [routed, "PROPFIND", "https://new.example/", ['Add "new.example" to egress.allowlist']],
    [alone, "GET", "https://new.example/", ['Add "new.example" to egress.allowlist']],
    [routed, "GET", "https://docs.example.org/", ['Take "docs.example.org" out of egress.allowlist']],
    [routed, "GET", "https://a.example.net/", ['Take "*.example.net" out of egress.allowlist']],
    [routed, "POST", "https://api.example.com/v1/items", ["Take POST out of methods"]],
    [chained, "GET", "https://api.example.com/", ['Take "api.example.com" out of egress.allowlist']],
  ] as const)("%#: for %s %s %s", ([bottle, method, url, words]) => {
    const found = changesFor(bottle, method, url);
    expect(found).toHaveLength(words.length);
    for (const [index, text] of words.entries()) expect(found[index]).toContain(text);
  });

  test.for([
    ["POST", "https://docs.example.org/a.git/git-receive-pack"],
    ["GET", "https://docs.example.org:8443/"],
    ["GET", "https://api.anthropic.com/"],
    ["PROPFIND", "https://api.example.com/v1/items"],
    ["GET", "https://[2001:db8::1]/"],
    ["GET", "https://not_a-.example/"],
  ])("is none for %s %s", ([method = "", url = ""]) => {
    expect(changesFor(routed, method, url)).toEqual([]);
  });

  test("turns the verdict whenever it names one", () => {
    const host = fc.constantFrom(
      "api.example.com",
      "docs.example.org",
      "x.example.net",
      "new.example",
      "claude.ai",
    );
    const path = fc.stringMatching(/^\/[a-z0-9%./]{0,12}$/);
    const method = fc.constantFrom("GET", "POST", "PUT", "DELETE", "PROPFIND");
    fc.assert(
      fc.property(fc.constantFrom(routed, chained, alone), fc.tuple(method, host, path), (bottle, asked) => {
        const [verb, name, rest] = asked;
        const request = requestOf(verb, `https://${name}${rest}`);
        const changes = smallestChange(bottle, request, {});
        const before = explainRequest(bottleRules(bottle, {}), request).verdict;
        const after = explainRequest(bottleRules(applyChanges(bottle, changes), {}), request).verdict;
        expect(after === before).toBe(changes.length === 0);
      }),
    );
  });
});

describe("a push is asked of the gate's rules", () => {
  const git = [
    gitOf("app", "git@git.example.com:acme/app.git", { Push: { refs: ["agent/*"] } }),
    gitOf("docs", "https://git.example.com/acme/docs.git", { Push: { refs: [] } }),
  ];

  test("for each remote and each kind of change", () => {
    const rows = explainPush(git, "agent/x").map(
      ({ remote, change, objections }) =>
        `${remote} ${change}: ${objections.map(({ rule }) => rule).join(" ")}`,
    );
    expect(rows).toEqual([
      "app create: ",
      "app update: ",
      "app force: force",
      "app delete: delete",
      "docs create: fetch-only",
      "docs update: fetch-only",
      "docs force: fetch-only",
      "docs delete: fetch-only",
    ]);
  });

  test("a name without refs/ is a branch", () => {
    const [row] = explainPush(git, "main");
    expect(row).toMatchObject({ ref: "refs/heads/main", verdict: "refused" });
    expect(row?.objections[0]).toMatchObject({ rule: "refs", fix: expect.stringContaining("agent/my-work") });
  });
});
