import { describe, expect, test } from "vitest";
import { planResponse, planTrailers } from "./response.ts";
import type { RequestPlan, ResponsePlan } from "./request.ts";
import { bearerRoute, liveWith, planOf, request, TOKEN } from "./testing/fixtures.ts";

const live = liveWith({ routes: [bearerRoute] });
const plain = planOf(live, request("plain.test"));
const credentialed = planOf(live, request("api.test"));

function headed(plan: RequestPlan, rawHeaders: string[], status = 200): ResponsePlan {
  const planned = planResponse(live, plan, { status, rawHeaders });
  if ("code" in planned) throw new Error(planned.message);
  return planned;
}

describe("the head of an answer", () => {
  test.for([
    "Connection",
    "Keep-Alive",
    "Proxy-Authenticate",
    "TE",
    "Trailer",
    "Transfer-Encoding",
    "Upgrade",
    "Alt-Svc",
    "Strict-Transport-Security",
    "Public-Key-Pins",
    "Public-Key-Pins-Report-Only",
    "X-Pipelock-Block-Reason",
    "X-Claude-Bottle-Block",
  ])("loses %s", (name) => {
    expect(headed(plain, [name, "x", "A", "b"]).headers).toEqual(["A", "b"]);
  });

  test("keeps case, order, duplicates and length", () => {
    const raw = [
      "Set-Cookie",
      "a=1",
      "set-cookie",
      "b=2",
      "WWW-Authenticate",
      "Basic",
      "Content-Length",
      "3",
      "Content-Encoding",
      "gzip",
    ];
    expect(headed(plain, raw)).toEqual({ headers: raw, mask: false, inflate: null });
  });

  test("loses what its Connection names, and a length that chunks overrule", () => {
    expect(
      headed(plain, ["Connection", "X-Hop, Set-Cookie", "X-Hop", "1", "Set-Cookie", "a=1"]).headers,
    ).toEqual(["Set-Cookie", "a=1"]);
    expect(headed(plain, ["Content-Length", "3", "Transfer-Encoding", "chunked"]).headers).toEqual([]);
  });
});

describe("F37 the head of an answer to a credentialed request", () => {
  test("has its values masked at the same length, and no cookie", () => {
    const { headers, mask } = headed(credentialed, [
      "X-Echo",
      `Bearer ${TOKEN}`,
      "Location",
      `/?t=${encodeURIComponent(TOKEN)}`,
      "Set-Cookie",
      "session=1",
      "Content-Length",
      "9",
    ]);
    expect(headers).toEqual([
      "X-Echo",
      `Bearer ${"*".repeat(TOKEN.length)}`,
      "Location",
      `/?t=${"*".repeat(encodeURIComponent(TOKEN).length)}`,
      "Content-Length",
      "9",
    ]);
    expect(mask).toBe(true);
  });

  test("a compressed body is inflated and what was said of it is dropped", () => {
    expect(
      headed(credentialed, [
        "Content-Encoding",
        "br",
        "Content-Length",
        "9",
        "ETag",
        '"x"',
        "Digest",
        "sha-256=x",
      ]),
    ).toEqual({
      headers: ["ETag", 'W/"x"'],
      mask: true,
      inflate: "br",
    });
  });

  test("an answer without a body keeps what it says of one", () => {
    const head = planOf(live, request("api.test", { method: "HEAD" }));
    expect(headed(head, ["Content-Encoding", "aes128gcm", "Content-Length", "9"])).toMatchObject({
      headers: ["Content-Encoding", "aes128gcm", "Content-Length", "9"],
      inflate: null,
    });
    expect(headed(credentialed, ["Content-Encoding", "gzip"], 304).inflate).toBeNull();
  });

  test.for([
    [["Content-Encoding", "aes128gcm"], 200],
    [["Content-Encoding", "gzip", "Content-Encoding", "br"], 200],
    [["Content-Encoding", "gzip"], 206],
  ] as const)("%j that cannot be undone is refused (%i)", ([rawHeaders, status]) => {
    expect(planResponse(live, credentialed, { status, rawHeaders })).toMatchObject({
      code: "upstream-coding",
      status: 502,
    });
  });

  test("trailers are masked, and none of them may frame or authenticate", () => {
    expect(
      planTrailers(live, credentialed, [
        "X-Sum",
        TOKEN,
        "Content-Length",
        "1",
        "Set-Cookie",
        "a",
        "Transfer-Encoding",
        "x",
      ]),
    ).toEqual(["X-Sum", "*".repeat(TOKEN.length)]);
  });
});

test("a switch of protocols is relayed only when it was asked for", () => {
  const upgrade = planOf(
    live,
    request("api.test", { rawHeaders: ["Connection", "Upgrade", "Upgrade", "websocket"] }),
  );
  expect(
    headed(
      upgrade,
      [
        "Connection",
        "Upgrade",
        "Upgrade",
        "websocket",
        "Sec-WebSocket-Accept",
        "x",
        "Sec-WebSocket-Extensions",
        "permessage-deflate",
      ],
      101,
    ).headers,
  ).toEqual(["Sec-WebSocket-Accept", "x", "Connection", "Upgrade", "Upgrade", "websocket"]);
  expect(planResponse(live, plain, { status: 101, rawHeaders: [] })).toMatchObject({
    code: "upstream-invalid",
    status: 502,
  });
});
