import { readLibrary, resolveBottle, type Bottle } from "@claude-bottle/manifest";
import type { Decision } from "@claude-bottle/policy";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { applyChanges, changeWords } from "../explain/bottle-change.ts";
import { bottleRules } from "../explain/bottle-rules.ts";
import { explainRequest } from "../explain/explain-request.ts";
import { requestOf, urlOf } from "../explain/request-of.ts";
import { decisionOf } from "../testing/decisions.ts";
import { editBottle } from "./edit-bottle.ts";
import { hostSuggestion } from "./host-suggestion.ts";
import { refusedHosts } from "./refused-hosts.ts";
import { refusedRequests } from "./refused-requests.ts";
import { type RefusedRequest, suggestion } from "./suggestion.ts";

const text = `---
# what the fixer may reach
egress:
  pipelock: false
  allowlist: [docs.example.org]   # documentation

egress_proxy:
  routes:
    - host: api.example.com
      path_allowlist: [/v1]
      methods: [GET]
      auth: { scheme: Bearer, token_ref: TOKEN }
---

Notes stay.
`;

function bottleOf(source: string): Bottle {
  const file = { path: "/b/one.md", text: source, kind: "bottle", origin: "home" } as const;
  return resolveBottle(readLibrary([file]), "one");
}

const bottle = bottleOf(text);

const refused = (method: string, url: string, rule: string): RefusedRequest => {
  const [, host = "", path = ""] = /^https:\/\/([^/]+)(.*)$/.exec(url) ?? [];
  return { host, method, path, isCut: false, rule };
};

describe("what a bottle would need", () => {
  test("a new host gets a route with the methods and paths that were seen", () => {
    const { changes, widened, left } = suggestion(
      bottle,
      [refused("GET", "https://new.example/a", "host"), refused("GET", "https://new.example/a/b", "host")],
      {},
    );
    expect(changes.map(changeWords)).toEqual([
      "Add to egress_proxy.routes: { host: new.example, path_allowlist: [/a], methods: [GET] }",
    ]);
    expect(widened).toEqual(["new.example: what lies below /a is open too"]);
    expect(left).toEqual([]);
  });

  test("a route that is there gets only what it lacks, and what holds besides is said", () => {
    const { changes, widened } = suggestion(
      bottle,
      [
        refused("POST", "https://api.example.com/v2", "path"),
        refused("PUT", "https://api.example.com/v1/x", "method"),
      ],
      {},
    );
    expect(changes).toEqual([
      { kind: "add-path", host: "api.example.com", path: "/v2" },
      { kind: "add-method", host: "api.example.com", method: "POST" },
      { kind: "add-method", host: "api.example.com", method: "PUT" },
    ]);
    expect(widened.at(-1)).toBe(
      "api.example.com: POST, PUT, GET hold for each of its paths; seen were POST /v2, PUT /v1/x",
    );
  });

  test("many paths are given by what they have in common, which is said", () => {
    const many = Array.from({ length: 20 }, (_, index) =>
      refused("GET", `https://new.example/pkg/${index}`, "host"),
    );
    const { changes, widened } = suggestion(bottle, many, {});
    expect(changes).toMatchObject([{ route: { path_allowlist: ["/pkg"] } }]);
    expect(widened[0]).toBe("new.example: 20 paths were seen; opened is what they have in common, /pkg");
  });

  test("a path that the log has cut is opened from its last whole part on", () => {
    const cut = { ...refused("GET", `https://new.example/a/${"b".repeat(197)}`, "host"), isCut: true };
    expect(suggestion(bottle, [cut], {}).changes).toMatchObject([{ route: { path_allowlist: ["/a"] } }]);
  });

  test("what no entry opens is left, with the rule that refuses it", () => {
    const push = refused("POST", "https://api.example.com/v1/a.git/git-receive-pack", "git-push");
    const odd = refused("PROPFIND", "https://new.example/", "host");
    expect(suggestion(bottle, [push, odd], {})).toEqual({
      changes: [],
      widened: [],
      left: [
        { request: push, rule: "git-push" },
        { request: odd, rule: "host" },
      ],
    });
  });

  test.for([
    ["GET", "2001:db8::1", "/a"],
    ["GET", "exa mple", "/a"],
    ["GET", "new.example:x", "/a"],
    ["$(id)", "new.example", "*"],
  ])("what an agent made up (%s %s%s) is left, and stops nothing", ([method = "", host = "", path = ""]) => {
    const odd = { method, host, path, isCut: false, rule: "host" };
    const { changes, left } = suggestion(bottle, [odd, refused("GET", "https://new.example/a", "host")], {});
    expect(changes.map(changeWords)).toEqual([
      "Add to egress_proxy.routes: { host: new.example, path_allowlist: [/a], methods: [GET] }",
    ]);
    expect(left).toMatchObject([{ request: odd }]);
  });

  test("no log of an agent's making stops it", () => {
    const text = fc.string({ unit: "binary", maxLength: 12 });
    const rule = fc.constantFrom("host", "path", "method", "malformed");
    fc.assert(
      fc.property(fc.tuple(text, text, text), rule, ([method, host, path], asked) => {
        const odd = { method, host, path, isCut: false, rule: asked };
        expect(suggestion(bottle, [odd], {}).left.length).toBeLessThan(2);
      }),
    );
  });

  test("after the change everything passes that is not left, and nothing passed before that does not now", () => {
    const one = fc
      .tuple(
        fc.constantFrom("GET", "POST", "DELETE", "MKCOL"),
        fc.constantFrom("api.example.com", "new.example", "other.example"),
        fc.stringMatching(/^\/[a-z/]{0,6}$/),
      )
      .map(([method, host, path]) => refused(method, `https://${host}${path}`, "host"));
    fc.assert(
      fc.property(fc.array(one, { maxLength: 24 }), (requests) => {
        const denied = requests.flatMap((request) => {
          const { verdict, steps } = explainRequest(
            bottleRules(bottle, {}),
            requestOf(request.method, urlOf(request)),
          );
          return verdict === "allowed" ? [] : [{ ...request, rule: steps.at(-1)?.rule ?? "" }];
        });
        const { changes, left } = suggestion(bottle, denied, {});
        const rules = bottleRules(applyChanges(bottle, changes), {});
        for (const request of requests) {
          const { verdict } = explainRequest(rules, requestOf(request.method, urlOf(request)));
          const isLeft = left.some(
            ({ request: other }) => other.method === request.method && urlOf(other) === urlOf(request),
          );
          expect(verdict).toBe(isLeft ? "refused" : "allowed");
        }
      }),
    );
  });
});

describe("what a bottle that has pipelock alone would need", () => {
  const alone = bottleOf("---\negress: { allowlist: [docs.example.org] }\n---\n");

  test("is hosts, for its log has no more; that all of a host opens is said", () => {
    const { changes, widened } = hostSuggestion(alone, ["new.example", "docs.example.org", "2001:db8::1"]);
    expect(changes).toEqual([{ kind: "add-host", host: "new.example" }]);
    expect(widened).toEqual([
      "new.example: pipelock logs hosts alone, so that every path and method is open",
    ]);
  });

  test("is read from its lines, each host once; what it refuses for other reasons opens nothing", () => {
    const line = (changes: object): string =>
      JSON.stringify({ event: "blocked", scanner: "allowlist", method: "CONNECT", ...changes });
    const lines = [
      line({ target: "new.example:443" }),
      line({ target: "new.example:443" }),
      line({ method: "GET", url: "http://plain.example/[redacted]" }),
      line({ target: "[2001:db8::1]:443" }),
      line({ scanner: "core_dlp", url: "https://docs.example.org/[redacted]" }),
      line({ target: "no port" }),
      "pipelock 2.3.0",
    ];
    expect(refusedHosts(lines)).toEqual(["new.example", "plain.example", "2001:db8::1"]);
  });
});

describe("the edit of a bottle's file", () => {
  test("keeps comments, order and notes", () => {
    const { changes } = suggestion(
      bottle,
      [
        refused("POST", "https://api.example.com/v2", "path"),
        refused("GET", "https://new.example/a", "host"),
      ],
      {},
    );
    expect(editBottle(text, changes)).toBe(
      text
        .replace("[/v1]", "[/v1, /v2]")
        .replace("methods: [GET]", "methods: [GET, POST]")
        .replace(
          "TOKEN }\n",
          "TOKEN }\n    - host: new.example\n      path_allowlist: [/a]\n      methods: [GET]\n",
        ),
    );
  });

  test.for([
    "egress_proxy: {}",
    "egress_proxy:\n  routes: []",
    "egress_proxy:",
    "# nothing yet\nsupervise: true",
    "",
  ])("makes what is missing in %j", (yaml) => {
    const route = { host: "new.example", path_allowlist: ["/a"], methods: ["GET" as const] };
    const edited = editBottle(`---\n${yaml}${yaml === "" ? "" : "\n"}---\n`, [
      { kind: "add-route", route },
      { kind: "add-host", host: "docs.example.org" },
    ]);
    const made = bottleOf(edited);
    expect(made.routes).toEqual([route]);
    expect(made.egress.allowlist).toEqual(["docs.example.org"]);
    expect(edited).not.toContain("{");
  });
});

test("a log's refusals are read once each, other lines are passed over", () => {
  const line = (changes: Partial<Decision>): string => JSON.stringify(decisionOf(changes));
  const lines = [
    line({}),
    line({ id: "r2" }),
    line({ verdict: "allow" }),
    line({ host: "" }),
    "{",
    '{"event":"ready"}',
  ];
  expect(refusedRequests(lines)).toEqual([
    { host: "new.example", method: "GET", path: "/a", isCut: false, rule: "host" },
  ]);
  expect(refusedRequests([line({ path: `/${"a".repeat(199)}` })])[0]?.isCut).toBe(true);
});
