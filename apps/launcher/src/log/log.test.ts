import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { LogLine } from "../backend/backend.ts";
import { egressLine } from "../testing/decisions.ts";
import { isRefusal, readEvent } from "./read-event.ts";
import { readable } from "./readable.ts";
import { refusalSummary } from "./summary.ts";
import { count, emptyTally, type Tally } from "./tally.ts";

const time = "2026-01-02T03:04:05.678Z";
const line = (service: string, text: string | object): LogLine => ({
  service,
  time,
  line: typeof text === "string" ? text : JSON.stringify(text),
});

const push = (verdict: string): LogLine =>
  line("git-gate", { event: "push", time, remote: "app", refs: ["refs/heads/x"], verdict, ms: 12.3 });
const blocked = line("pipelock", { event: "blocked", reason: "SSRF", level: "warn" });

function tallied(...lines: LogLine[]): Tally {
  const tally = emptyTally();
  for (const each of lines) count(tally, each);
  return tally;
}

describe("a line of a log for people", () => {
  test.for([
    [egressLine(), "03:04:05  egress-proxy  DENY   GET new.example/a  403 by host, 1 ms", "refused"],
    [
      egressLine({ verdict: "allow", rule: "route", status: 200 }),
      "03:04:05  egress-proxy  ALLOW  GET new.example/a  200 by route, 1 ms",
      "plain",
    ],
    [egressLine({ verdict: "warn", rule: "known-value" }), "WARN   GET", "warned"],
    [push("clean"), "03:04:05  git-gate      PUSH   app refs/heads/x  clean, 12 ms", "plain"],
    [push("secret"), "DENY   app refs/heads/x  secret", "refused"],
    [blocked, "03:04:05  pipelock      DENY   pipelock  reason=SSRF", "refused"],
    [
      line("git-gate", { event: "refused", repository: "app", why: "Git LFS" }),
      "refused  repository=app",
      "refused",
    ],
    [
      line("supervise", { event: "proposed", id: "1", kind: "pipelock-block" }),
      "proposed  id=1  kind=",
      "plain",
    ],
    [line("git-gate", { event: "refresh-failed", remote: "app" }), "refresh-failed  remote=app", "warned"],
    [line("agent", '{"event":"request"}'), '03:04:05  agent         {"event":"request"}', "plain"],
    [line("egress-proxy", "{"), "03:04:05  egress-proxy  {", "plain"],
  ] as const)("%#", ([given, text, tone]) => {
    const shown = readable(given);
    expect(shown.text).toContain(text);
    expect(shown.tone).toBe(tone);
    expect(isRefusal(readEvent(given))).toBe(tone === "refused");
  });

  test("whatever it holds is one line that does not steer the terminal", () => {
    const services = fc.constantFrom("agent", "egress-proxy", "git-gate", "pipelock", "supervise");
    const text = fc.oneof(fc.string({ unit: "binary" }), fc.json());
    fc.assert(
      fc.property(services, text, (service, raw) => {
        expect(readable(line(service, raw.replaceAll("\n", " "))).text).not.toMatch(/[^\P{Cc}\t]/u);
      }),
    );
  });
});

describe("a log in numbers", () => {
  test("requests, bytes, refusals by rule, pushes and proposals", () => {
    const tally = tallied(
      egressLine({ verdict: "allow", bytes_in: 10, bytes_out: 5 }),
      egressLine({ path: "/first" }),
      egressLine({ path: "/second" }),
      egressLine({ rule: "path" }),
      egressLine({ verdict: "warn" }),
      push("clean"),
      push("secret"),
      blocked,
      line("supervise", { event: "proposed", kind: "pipelock-block" }),
      line("supervise", { event: "decided", status: "approved" }),
      line("agent", { event: "proposed", kind: "pipelock-block" }),
    );
    expect(tally).toMatchObject({
      requests: 5,
      warned: 1,
      bytesIn: 10,
      bytesOut: 5,
      blocked: 1,
      pushes: { clean: 1, secret: 1 },
      proposed: { "pipelock-block": 1 },
      decided: { approved: 1 },
    });
    expect(tally.refused.map(({ rule, count: times, example }) => [rule, times, example.path])).toEqual([
      ["host", 2, "/first"],
      ["path", 1, "/a"],
    ]);
  });

  test("at the end of a session: what was refused, and the command that explains it", () => {
    const tally = tallied(
      egressLine({ path: "/it's" }),
      egressLine({ path: "/b" }),
      egressLine({ rule: "git-push", path: "/app.git/info/refs" }),
      egressLine({ rule: "known-value", method: "POST", path: "/notes" }),
      egressLine({ rule: "path", method: "$(id)", host: "2001:db8::1" }),
      push("secret"),
      blocked,
    );
    expect(refusalSummary(tally, "fixer")).toBe(
      [
        "Refused in this session:",
        "  host: 2 requests, e.g. claude-bottle explain GET 'https://new.example/it'\\''s' --agent fixer",
        "  git-push: 1 request, e.g. claude-bottle explain push main --agent fixer",
        "  known-value: 1 request, e.g. POST https://new.example/notes",
        "  path: 1 request, e.g. claude-bottle explain '$(id)' 'https://[2001:db8::1]/a' --agent fixer",
        "  pipelock: 1 request",
        "  git-gate (secret): 1 push",
        "",
      ].join("\n"),
    );
    expect(refusalSummary(tallied(egressLine({ verdict: "allow" }), push("clean")), "fixer")).toBe(null);
  });
});
