import { inspect } from "node:util";
import { hostMatches } from "@claude-bottle/manifest/egress";
import { BottleError } from "@claude-bottle/shared";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decide, explain } from "./decide.ts";
import { compile } from "./live.ts";
import type { RequestFacts } from "./request.ts";
import { routesView } from "./routes-view.ts";
import { bearerRoute, config, liveWith, planOf, refusalOf, request, TOKEN } from "./testing/fixtures.ts";

const live = liveWith({ routes: [{ ...bearerRoute, path_allowlist: ["/v1"], methods: ["GET", "POST"] }] });
const plainHttp = (host: string, target: string, changes: Partial<RequestFacts> = {}): RequestFacts =>
  request(host, { scheme: "http", tunnel: null, sni: null, target, ...changes });

describe("F21 B34 hosts", () => {
  test.for([
    ["plain.test", "allowlist"],
    ["wild.test", "allowlist"],
    ["a.wild.test", "allowlist"],
    ["a.b.wild.test", "allowlist"],
    ["forge.test", "allowlist"],
  ] as const)("%s is allowed", ([host, rule]) => {
    expect(planOf(live, request(host)).rule).toBe(rule);
  });

  test.for([
    "evil.test",
    "notwild.test",
    "wild.test.evil.test",
    "plain.test.evil.test",
    "sub.plain.test",
    "192.0.2.1",
    "::1",
  ])("%s is refused with 403 and a way out", (host) => {
    const facts = {
      ...request(host),
      sni: null,
      rawHeaders: ["Host", host.includes(":") ? `[${host}]` : host],
    };
    expect(refusalOf(live, facts)).toMatchObject({ code: "host", status: 403 });
    expect(refusalOf(live, facts)?.message).toContain(host);
    expect(refusalOf(live, facts)?.fix).toContain("egress.allowlist");
  });

  test("B34 one function reads a wildcard, for every layer", () => {
    const label = fc.constantFrom("a", "wild", "test", "xwild");
    fc.assert(
      fc.property(fc.array(label, { minLength: 1, maxLength: 4 }), (labels) => {
        const host = labels.join(".");
        expect(liveWith({ allowlist: ["*.wild.test"] }).isListed(host)).toBe(
          hostMatches("*.wild.test", host),
        );
      }),
    );
  });

  test("B10 a route's host needs no entry in the allowlist of its own", () => {
    expect(
      planOf(liveWith({ allowlist: [], routes: [{ host: "only.test" }] }), request("only.test")).rule,
    ).toBe("route");
  });
});

describe("every part of a request names one host", () => {
  const cases: [string, Partial<RequestFacts>, string, number][] = [
    ["another server name", { sni: "plain.test" }, "authority-mismatch", 421],
    ["another Host", { rawHeaders: ["Host", "plain.test"] }, "authority-mismatch", 421],
    ["another port in Host", { rawHeaders: ["Host", "api.test:8443"] }, "authority-mismatch", 421],
    ["two Hosts", { rawHeaders: ["Host", "api.test", "host", "api.test"] }, "malformed", 400],
    ["no Host", { rawHeaders: [] }, "malformed", 400],
    ["a Host that is none", { rawHeaders: ["Host", "api.test:99999"] }, "malformed", 400],
    ["a Host with user information", { rawHeaders: ["Host", "x@api.test"] }, "malformed", 400],
  ];
  test.for(cases)("%s", ([, changes, code, status]) => {
    expect(refusalOf(live, { ...request("api.test", { target: "/v1" }), ...changes })).toMatchObject({
      code,
      status,
    });
  });

  test("no server name, another case, a final dot and the port written out agree", () => {
    for (const changes of [
      { sni: null },
      { sni: "API.test" },
      { rawHeaders: ["Host", "API.TEST."] },
      { rawHeaders: ["Host", "api.test:443"] },
    ])
      expect(refusalOf(live, { ...request("api.test", { target: "/v1" }), ...changes })).toBeNull();
  });

  test("an absolute target inside TLS is malformed; on plain http it must agree with Host", () => {
    expect(refusalOf(live, request("api.test", { target: "http://plain.test/v1" }))?.code).toBe("target");
    expect(planOf(live, plainHttp("plain.test", "http://plain.test?x")).target).toBe("/?x");
    expect(refusalOf(live, plainHttp("plain.test", "http://evil.test/"))?.code).toBe("authority-mismatch");
    for (const target of [
      "/",
      "https://plain.test/",
      "http://u:p@plain.test/",
      "http://u@plain.test/",
      "ftp://plain.test/",
      "http:///",
      "http://plain.test:0/",
    ])
      expect(refusalOf(live, plainHttp("plain.test", target))?.code).toBe("target");
  });
});

describe("ports", () => {
  test.for([22, 80, 8443])("an allowed host is not allowed on %i inside TLS", (port) => {
    const facts = {
      ...request("plain.test"),
      tunnel: { host: "plain.test", port },
      rawHeaders: ["Host", `plain.test:${port}`],
    };
    expect(refusalOf(live, facts)).toMatchObject({ code: "port", status: 403 });
  });

  test("plain http is for 80 only", () => {
    expect(planOf(live, plainHttp("plain.test", "http://plain.test:80/")).authority.port).toBe(80);
    const facts = {
      ...plainHttp("plain.test", "http://plain.test:8080/"),
      rawHeaders: ["Host", "plain.test:8080"],
    };
    expect(refusalOf(live, facts)?.code).toBe("port");
  });
});

describe("framing", () => {
  const cases: [string[], "1.0" | "1.1"][] = [
    [["Content-Length", "1", "Content-Length", "1"], "1.1"],
    [["Content-Length", "1", "Transfer-Encoding", "chunked"], "1.1"],
    [["Transfer-Encoding", "chunked", "Transfer-Encoding", "chunked"], "1.1"],
    [["Transfer-Encoding", "gzip, chunked"], "1.1"],
    [["Transfer-Encoding", "identity"], "1.1"],
    [["Transfer_Encoding", "chunked"], "1.1"],
    [["Content_Length", "1"], "1.1"],
    [["Content-Length", "+1"], "1.1"],
    [["Content-Length", "0x5"], "1.1"],
    [["Content-Length", "1, 1"], "1.1"],
    [["Content-Length", ""], "1.1"],
    [["Transfer-Encoding", "chunked"], "1.0"],
  ];
  test.for(cases)("%j is ambiguous", ([rawHeaders, httpVersion]) => {
    const facts = request("plain.test", { method: "POST", rawHeaders, httpVersion });
    expect(refusalOf(live, facts)).toMatchObject({ code: "framing", status: 400, closes: true });
  });

  test("what is announced is planned, and never in the header list", () => {
    const body = (rawHeaders: string[]): unknown => {
      const plan = planOf(live, request("plain.test", { method: "POST", rawHeaders }));
      expect(plan.headers).toEqual(["Host", "plain.test"]);
      return plan.body;
    };
    expect(body([])).toEqual({ kind: "none" });
    expect(body(["Content-Length", "12"])).toEqual({ kind: "length", bytes: 12 });
    expect(body(["transfer-encoding", "Chunked"])).toEqual({ kind: "chunked" });
  });

  test("Expect: 100-continue is ours to answer, anything else is not known", () => {
    expect(
      planOf(live, request("plain.test", { rawHeaders: ["Expect", "100-Continue"] })).expectContinue,
    ).toBe(true);
    expect(refusalOf(live, request("plain.test", { rawHeaders: ["Expect", "200-ok"] }))).toMatchObject({
      code: "expectation",
      status: 417,
    });
  });

  test("more than 2000 headers are too many", () => {
    const rawHeaders = Array.from({ length: 2000 }, () => ["a", "b"]).flat();
    expect(refusalOf(live, request("plain.test", { rawHeaders }))).toMatchObject({
      code: "too-large",
      status: 431,
    });
  });
});

describe("methods", () => {
  test.for(["TRACE", "TRACK", "CONNECT", "get", "BREW", ""])("%j is not forwarded", (method) => {
    expect(refusalOf(live, request("plain.test", { method }))?.code).toBe("method-unknown");
  });

  test.for(["HEAD", "OPTIONS", "DELETE", "PROPFIND"])(
    "%s is not implied by the methods of a route",
    (method) => {
      expect(refusalOf(live, request("api.test", { method, target: "/v1" }))).toMatchObject({
        code: "method",
        status: 403,
      });
      expect(refusalOf(live, request("plain.test", { method }))).toBeNull();
    },
  );

  test("the path is asked before the method", () => {
    expect(refusalOf(live, request("api.test", { method: "DELETE", target: "/v2" }))?.code).toBe("path");
  });
});

describe("a credential in the query", () => {
  test.for([
    "token=x",
    "a=1&access_token=x",
    "API-KEY=x",
    "api%5Fkey=x",
    "%2561pikey",
    "a;sig=1",
    "Client-Secret=1",
  ])("?%s is refused where a credential is put in", (query) => {
    const refusal = refusalOf(live, request("api.test", { target: `/v1?${query}` }));
    expect(refusal).toMatchObject({ code: "credential-in-query", status: 403 });
    expect(refusalOf(live, request("plain.test", { target: `/v1?${query}` }))).toBeNull();
  });

  test("its value is in no message, and other parameters pass", () => {
    expect(
      JSON.stringify(refusalOf(live, request("api.test", { target: "/v1?token=hunter2" }))),
    ).not.toContain("hunter2");
    expect(refusalOf(live, request("api.test", { target: "/v1?tokens=1&q=token&keyword=x" }))).toBeNull();
  });
});

describe("compiling", () => {
  test("a route whose slot has no value is an error that names both", () => {
    const broken = {
      ...config,
      routes: [{ host: "api.test", auth: { scheme: "Bearer" as const, slot: 3 } }],
    };
    expect(() => compile(broken, { slots: [], known: [] })).toThrow(BottleError);
    expect(() => compile(broken, { slots: [], known: [] })).toThrow(/"api\.test".*slot 3/);
  });

  test.for([
    ["Bearer", "two\nlines"],
    ["Bearer", "  "],
    ["Basic", "no-colon-here"],
    ["Bearer", "bücher-token"],
  ] as const)("%s cannot be written with %j, and the message does not show it", ([scheme, value]) => {
    const route = { host: "api.test", auth: { scheme, slot: 0 } };
    const attempt = (): unknown => liveWith({ routes: [route] }, { slots: [{ name: "API_TOKEN", value }] });
    expect(attempt).toThrow(BottleError);
    expect(attempt).not.toThrow(value.trim() || "unset");
  });

  test("two routes of one host are an error", () => {
    expect(() => liveWith({ routes: [bearerRoute, bearerRoute] })).toThrow(
      /Two routes name the host "api\.test"/,
    );
  });

  test("a host named like a property of objects is only a name", () => {
    expect(refusalOf(live, request("__proto__"))?.code).toBe("host");
    expect(refusalOf(live, request("constructor"))?.code).toBe("host");
  });

  test("B43 printing a compiled configuration shows no value", () => {
    const secret = liveWith({ routes: [bearerRoute] }, { known: [{ name: "K", value: "known-value-123" }] });
    const printed = [
      inspect(secret, { depth: 20, showHidden: true }),
      JSON.stringify(secret),
      inspect(routesView(secret)),
    ].join("\n");
    for (const value of [TOKEN, "known-value-123"])
      for (const spelling of [
        value,
        Buffer.from(value).toString("hex"),
        Buffer.from(value).toString("base64"),
        Buffer.from(value)
          .toString("hex")
          .replace(/..(?=.)/g, "$& ")
          .slice(0, 60),
      ])
        expect(printed).not.toContain(spelling);
    expect(routesView(secret)).toEqual([
      {
        host: "api.test",
        path_allowlist: null,
        methods: null,
        auth: { scheme: "Bearer", slot: 0, name: "API_TOKEN" },
      },
    ]);
  });
});

test("explain follows the same decision, step by step", () => {
  expect(explain(live, request("api.test", { target: "/v1" })).map(({ rule }) => rule)).toEqual([
    "authority",
    "form",
    "git-push",
    "host",
    "path",
    "method",
    "credential-in-query",
    "known-value",
    "credential",
    "route",
  ]);
  const refused = explain(live, request("evil.test"));
  expect(refused.at(-1)?.rule).toBe("host");
  expect(refused.map(({ rule }) => rule)).toEqual(["authority", "form", "git-push", "host"]);
  expect(JSON.stringify(explain(live, request("api.test", { target: "/v1" })))).not.toContain(TOKEN);
});

test("no facts make the decision throw, and what passes goes where it was asked for", () => {
  const bytes = fc.array(fc.nat(255), { maxLength: 12 }).map((codes) => String.fromCharCode(...codes));
  const mostly = (...usual: string[]): fc.Arbitrary<string> =>
    fc.oneof({ weight: 6, arbitrary: fc.constantFrom(...usual) }, { weight: 1, arbitrary: bytes });
  const pair = fc.tuple(
    mostly(
      "Host",
      "Accept",
      "Connection",
      "Content-Length",
      "Transfer-Encoding",
      "Expect",
      "Upgrade",
      "X-A",
      "__proto__",
    ),
    mostly("1", "chunked", "close", "api.test", "100-continue", "websocket"),
  );
  const facts = fc.record({
    scheme: fc.constant("https" as const),
    tunnel: fc.constantFrom({ host: "api.test", port: 443 }, { host: "api.test", port: 443 }, null, {
      host: "api.test",
      port: 22,
    }),
    sni: fc.oneof(fc.constant(null), mostly("api.test", "API.test.")),
    method: mostly("GET", "POST"),
    target: fc
      .tuple(mostly("/v1", "/v1/", "/v1?"), mostly("x", "", "..", "%2e"))
      .map((parts) => parts.join("")),
    rawHeaders: fc.array(pair, { maxLength: 2 }).map((pairs) => ["Host", "api.test", ...pairs.flat()]),
    httpVersion: fc.constantFrom("1.0" as const, "1.1" as const),
  });
  let forwarded = 0;
  fc.assert(
    fc.property(facts, (given) => {
      const decision = decide(live, given);
      if (decision.verdict === "forward") {
        forwarded += 1;
        expect(decision.plan.authority).toEqual({ host: "api.test", port: 443 });
      } else expect([400, 403, 415, 417, 421]).toContain(decision.refusal.status);
    }),
    { numRuns: 1000 },
  );
  expect(forwarded).toBeGreaterThan(50);
});
