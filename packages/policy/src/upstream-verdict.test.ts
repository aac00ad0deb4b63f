import { describe, expect, test } from "vitest";
import type { EgressConfig } from "./egress-config.ts";
import { liveWith } from "./testing/fixtures.ts";
import {
  expectedIssuer,
  mayBeVerdict,
  readUpstreamVerdict,
  type UpstreamAnswer,
} from "./upstream-verdict.ts";

const upstream: EgressConfig["upstream"] = {
  via: "pipelock",
  host: "pipelock",
  port: 8888,
  ca: "pem",
  passthrough: ["api.anthropic.com", "*.registry.test"],
};
const live = liveWith({ upstream });
const text = ["Content-Type", "text/plain; charset=utf-8", "X-Content-Type-Options", "nosniff"];
const answer = (changes: Partial<UpstreamAnswer>): UpstreamAnswer => ({
  stage: "request",
  host: "api.test",
  fromPipelock: true,
  status: 403,
  rawHeaders: text,
  ...changes,
});

describe("what pipelock says, in our words", () => {
  const cases: [Partial<UpstreamAnswer>, string, string, number, string][] = [
    [
      { stage: "connect" },
      "CONNECT blocked: domain not in allowlist: api.test",
      "pipelock",
      403,
      "egress.allowlist",
    ],
    [{}, "blocked: domain not in allowlist: api.test", "pipelock", 403, "egress.allowlist"],
    [
      { stage: "connect" },
      "CONNECT blocked: SSRF blocked: api.test resolves to internal IP 127.0.0.2",
      "address",
      403,
      "api.test",
    ],
    [
      { stage: "connect" },
      "CONNECT blocked: core SSRF: 127.0.0.2 is a private/internal IP address",
      "address",
      403,
      "api.test",
    ],
    [
      { stage: "connect" },
      "CONNECT blocked: SSRF check failed: DNS resolution error for NAME: lookup NAME on RESOLVER: no such host",
      "upstream-unreachable",
      502,
      "does not resolve",
    ],
    [
      { stage: "connect", status: 429 },
      "CONNECT blocked: rate limit exceeded for api.test",
      "pipelock-rate",
      429,
      "too many",
    ],
    [
      { stage: "connect", status: 502 },
      "tunnel dial failed",
      "upstream-unreachable",
      502,
      "cannot be reached",
    ],
    [{ stage: "connect", status: 503 }, "too many active tunnels", "upstream-unreachable", 502, "too many"],
    [{ status: 502 }, "upstream error\n", "upstream-unreachable", 502, "cannot be reached"],
    [{ status: 502 }, "forward proxy fetch failed", "upstream-unreachable", 502, "cannot be reached"],
    [{ stage: "connect" }, "CONNECT blocked: header DLP match", "pipelock", 403, "secret"],
    [{}, "blocked: core DLP match: GitHub Token (critical)", "pipelock", 403, "secret"],
    [{}, "blocked: request header contains secret", "pipelock", 403, "secret"],
    [{}, "blocked: request body contains secret: GitHub Token", "pipelock", 403, "egress.inspect"],
    [
      { host: "api.anthropic.com" },
      "blocked: request body contains secret: GitHub Token",
      "pipelock",
      451,
      "secret",
    ],
    [{}, "blocked: request body exceeds max_body_bytes (5)", "pipelock", 403, "too large"],
    [{}, "blocked: compressed response cannot be scanned", "pipelock", 403, "the answer"],
    [{}, "blocked: path traversal sequence in URL", "pipelock", 403, "was refused"],
    [{}, "authority mismatch: blocked", "pipelock", 403, "was refused"],
    [
      { status: 503, rawHeaders: ["Content-Type", "application/json"] },
      '{"error":"kill_switch_active","message":"Emergency deny-all active"}',
      "pipelock",
      403,
      "kill switch",
    ],
    [
      { rawHeaders: ["X-Pipelock-Block-Reason", "domain not in allowlist"] },
      "",
      "pipelock",
      403,
      "egress.allowlist",
    ],
    [{ stage: "connect", status: 500 }, "", "pipelock", 403, "was refused"],
  ];
  test.for(cases)("%j %s", ([changes, body, code, status, says]) => {
    const refusal = readUpstreamVerdict(live, answer(changes), body);
    expect(refusal).toMatchObject({ code, status });
    expect(refusal?.message).toContain(says);
    expect(refusal?.message).toMatch(/^pipelock \(/);
    expect(refusal?.message).not.toMatch(/RESOLVER|127\.0\.0\.2/);
  });
});

describe("an origin's own answer is relayed", () => {
  test.for([
    [{ fromPipelock: false }, "blocked: request header contains secret"],
    [{ fromPipelock: false, rawHeaders: ["X-Pipelock-Block-Reason", "x"] }, ""],
    [{}, "forbidden: blocked: x"],
    [{ rawHeaders: ["Content-Type", "text/plain"] }, "blocked: x"],
    [{ status: 200 }, "blocked: x"],
    [{ status: 503, rawHeaders: ["Content-Type", "application/json"] }, '{"error":"overloaded"}'],
    [{ status: 502 }, "Bad Gateway"],
    [{ stage: "connect", status: 200 }, ""],
  ] as const)("%j %s", ([changes, body]) => {
    expect(readUpstreamVerdict(live, answer(changes), body)).toBeNull();
  });

  test("and its body is not peeked at without cause", () => {
    expect(mayBeVerdict(answer({ status: 200 }))).toBe(false);
    expect(mayBeVerdict(answer({ fromPipelock: false }))).toBe(false);
    expect(mayBeVerdict(answer({}))).toBe(true);
  });
});

test("exactly one authority may sign what a host shows", () => {
  expect(expectedIssuer(live, "api.anthropic.com")).toBe("public");
  expect(expectedIssuer(live, "npm.registry.test")).toBe("public");
  expect(expectedIssuer(live, "api.test")).toBe("pipelock");
  expect(expectedIssuer(liveWith({ upstream: { via: "direct" } }), "api.test")).toBe("public");
});
