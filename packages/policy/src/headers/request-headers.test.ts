import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decide } from "../decide.ts";
import { bearerRoute, liveWith, planOf, refusalOf, request, TOKEN, valuesOf } from "../testing/fixtures.ts";

const live = liveWith({ routes: [bearerRoute] });
const sent = (host: string, rawHeaders: string[]): string[] =>
  planOf(live, request(host, { rawHeaders })).headers;

describe("F37 what a credentialed route sends", () => {
  test.for([
    ["Bearer", TOKEN, "Authorization", `Bearer ${TOKEN}`],
    ["token", TOKEN, "Authorization", `token ${TOKEN}`],
    [
      "Basic",
      "user:pass-word-1",
      "Authorization",
      `Basic ${Buffer.from("user:pass-word-1").toString("base64")}`,
    ],
    ["header:x-api-key", TOKEN, "x-api-key", TOKEN],
    ["header:Private-Token", TOKEN, "Private-Token", TOKEN],
  ] as const)("%s: the value once, last, and the agent's own never", ([scheme, value, name, written]) => {
    const routed = liveWith(
      { routes: [{ host: "api.test", auth: { scheme, slot: 0 } }] },
      { slots: [{ name: "S", value }] },
    );
    const own = [
      "authorization",
      "Bearer mine",
      "AUTHORIZATION",
      "Bearer mine",
      name,
      "mine",
      name.replaceAll("-", "_"),
      "mine",
      "X-Api-Key",
      "mine",
      "X_Api_Key",
      "mine",
      "Cookie",
      "mine",
    ];
    const { headers, credentialed } = planOf(
      routed,
      request("api.test", { rawHeaders: [...own, "X-Other", "kept"] }),
    );
    expect(headers.slice(-2)).toEqual([name, written]);
    expect(valuesOf(headers, name)).toEqual([written]);
    expect(headers.join("\n")).not.toContain("mine");
    expect(valuesOf(headers, "x-other")).toEqual(["kept"]);
    expect(credentialed).toBe(true);
  });

  test("asks for identity and no deflated frames, and drops tokens among subprotocols", () => {
    const headers = sent("api.test", [
      "Accept-Encoding",
      "gzip, br",
      "Sec-WebSocket-Extensions",
      "permessage-deflate",
      "Sec-WebSocket-Protocol",
      "chat, bearer.abc, base64url.bearer.authorization.k8s.io.abc, openai-insecure-api-key.sk, v1",
    ]);
    expect(valuesOf(headers, "accept-encoding")).toEqual(["identity"]);
    expect(valuesOf(headers, "sec-websocket-extensions")).toEqual([]);
    expect(valuesOf(headers, "sec-websocket-protocol")).toEqual(["chat, v1"]);
  });

  test("frames are never deflated on any host, for what is deflated cannot be screened", () => {
    const { headers } = planOf(
      live,
      request("plain.test", { rawHeaders: ["Sec-WebSocket-Extensions", "permessage-deflate"] }),
    );
    expect(valuesOf(headers, "sec-websocket-extensions")).toEqual([]);
  });

  test("plain http carries neither our credential nor the agent's", () => {
    const plan = planOf(live, {
      ...request("api.test", {
        rawHeaders: ["Authorization", "Bearer mine", "Proxy-Connection", "keep-alive"],
      }),
      scheme: "http",
      tunnel: null,
      sni: null,
      target: "http://api.test/a?b",
    });
    expect(plan.headers).toEqual(["Host", "api.test", "Accept-Encoding", "identity"]);
    expect(plan.target).toBe("/a?b");
  });
});

describe("what every route sends", () => {
  test("names, order and duplicates as they came, with Host rebuilt and first", () => {
    expect(
      sent("plain.test", [
        "X-B",
        "1",
        "x-a",
        "2",
        "X-B",
        "3",
        "Authorization",
        "Bearer own",
        "Cookie",
        "own",
        "Accept-Encoding",
        "gzip",
      ]),
    ).toEqual([
      "Host",
      "plain.test",
      "X-B",
      "1",
      "x-a",
      "2",
      "X-B",
      "3",
      "Authorization",
      "Bearer own",
      "Cookie",
      "own",
      "Accept-Encoding",
      "gzip",
    ]);
  });

  test.for([
    "Keep-Alive",
    "Proxy-Authorization",
    "Proxy-Anything",
    "TE",
    "Trailer",
    "HTTP2-Settings",
    "X-Original-URL",
    "X-Rewrite-URL",
    "X_HTTP_Method_Override",
    "X-HTTP-Method",
    "X-Method-Override",
    "X-Forwarded-For",
    "x-forwarded-anything",
    "Forwarded",
    "Via",
    "X-Real-IP",
    "X-Pipelock-Agent",
    "Upgrade",
    "Connection",
  ])("drops %s", (name) => {
    expect(sent("plain.test", [name, "x"])).toEqual(["Host", "plain.test"]);
  });

  test("drops what Connection names, except what changes the meaning of a request", () => {
    expect(
      sent("plain.test", [
        "Connection",
        "close, X-Hop, Authorization, Content-Type",
        "X_Hop",
        "1",
        "Authorization",
        "own",
        "Content-Type",
        "a/b",
      ]),
    ).toEqual(["Host", "plain.test", "Authorization", "own", "Content-Type", "a/b"]);
  });

  test("a WebSocket handshake keeps Upgrade; another upgrade is dropped", () => {
    const plan = planOf(
      live,
      request("plain.test", {
        rawHeaders: ["Connection", "keep-alive, Upgrade", "Upgrade", "WebSocket", "Sec-WebSocket-Key", "k"],
      }),
    );
    expect(plan.upgrade).toBe("websocket");
    expect(plan.headers).toEqual([
      "Host",
      "plain.test",
      "Sec-WebSocket-Key",
      "k",
      "Connection",
      "Upgrade",
      "Upgrade",
      "websocket",
    ]);
    expect(
      planOf(live, request("plain.test", { rawHeaders: ["Connection", "Upgrade", "Upgrade", "h2c"] }))
        .upgrade,
    ).toBeNull();
    expect(
      refusalOf(
        live,
        request("plain.test", {
          method: "POST",
          rawHeaders: ["Connection", "Upgrade", "Upgrade", "websocket"],
        }),
      )?.code,
    ).toBe("upgrade");
  });

  test.for([
    ["gzip", "gzip"],
    ["X-GZIP", "gzip"],
    ["br", "br"],
    ["zstd", "zstd"],
    ["deflate", "deflate"],
    ["identity", null],
  ] as const)("a body coded as %s is undone on the way", ([value, coding]) => {
    const plan = planOf(
      live,
      request("plain.test", {
        method: "POST",
        rawHeaders: ["Content-Encoding", value, "Content-Length", "9"],
      }),
    );
    expect(plan.inflate).toBe(coding);
    expect(valuesOf(plan.headers, "content-encoding")).toEqual(coding === null ? ["identity"] : []);
  });

  test.for(["compress", "gzip, gzip", "aes128gcm"])(
    "a body coded as %s cannot be screened and is refused",
    (value) => {
      expect(
        refusalOf(
          live,
          request("plain.test", {
            method: "POST",
            rawHeaders: ["Content-Encoding", value, "Content-Length", "9"],
          }),
        ),
      ).toMatchObject({ code: "content-coding", status: 415 });
    },
  );
});

test("F37 whatever headers come, ours leaves exactly once and no carrier of the agent's does", () => {
  const name = fc.oneof(
    fc.constantFrom(
      "Authorization",
      "authorization",
      "AUTHORIZATION",
      "X-Api-Key",
      "x_api_key",
      "Connection",
      "Cookie",
      "Proxy-Authorization",
      "Private_Token",
      "X-Other",
      "Upgrade",
      "Expect",
      "Host",
      "host",
    ),
    fc.string({ minLength: 1, maxLength: 12 }),
  );
  const value = fc.oneof(
    fc.constantFrom("authorization", "api.test", "close", "100-continue", "evil.test", "websocket, upgrade"),
    fc.string({ maxLength: 20 }),
  );
  let forwarded = 0;
  fc.assert(
    fc.property(fc.array(fc.tuple(name, value), { maxLength: 8 }), (pairs) => {
      const decision = decide(
        live,
        request("api.test", { rawHeaders: pairs.map(([key, text]) => [key, `mine ${text}`]).flat() }),
      );
      if (decision.verdict === "refuse") return;
      forwarded += 1;
      const { headers } = decision.plan;
      expect(valuesOf(headers, "authorization")).toEqual([`Bearer ${TOKEN}`]);
      expect(valuesOf(headers, "host")).toEqual(["api.test"]);
      const carriers = headers.filter(
        (_, index) =>
          index % 2 === 0 &&
          /^(?:x[-_]api[-_]key|cookie|private[-_]token|proxy.*)$/i.test(headers[index] ?? ""),
      );
      expect(carriers).toEqual([]);
    }),
    { numRuns: 1000 },
  );
  expect(forwarded).toBeGreaterThan(100);
});
