import { expect, test } from "vitest";
import { pipelockEvent, shownLine } from "./log.ts";

const token = `ghp_${"x1".repeat(18)}`;
const line = (fields: Record<string, unknown>): string =>
  JSON.stringify({ component: "pipelock", ...fields });

test.for([
  { event: "anomaly", scanner: "tls_intercept", reason: "TLS MITM interception active" },
  { event: "error", method: "close", error: "clientConn: use of closed network connection" },
  { event: "blocked", method: "GET", url: "http://api.test/AKIAIOSFODNN7EXAMPLE" },
])("noise is dropped: %j", (fields) => {
  expect(shownLine(line(fields))).toBeNull();
});

test("F22 a URL with a secret is shown up to its host", () => {
  const shown = shownLine(
    line({ event: "blocked", scanner: "core_dlp", url: `https://user:pw@api.test:8443/a/${token}?q=1` }),
  );
  expect(JSON.parse(shown ?? "")).toEqual({
    event: "blocked",
    scanner: "core_dlp",
    url: "https://api.test:8443/[redacted]",
  });
});

test.for([
  line({ event: "error", error: `Get "http://api.test/${token}": refused` }),
  line({ event: "error", error: `no scheme: api.test/${token}` }),
  line({ event: "blocked", unknown_field: token }),
  line({ event: "blocked", target: `${token}.test:443` }),
  `pipelock: something about http://api.test/?k=${token}`,
])("F22 no line shows a token: %s", (text) => {
  expect(shownLine(text)).not.toBeNull();
  expect(shownLine(text)).not.toContain(token);
});

test("a broken or foreign line is no event, and JSON that cannot be read is not shown", () => {
  for (const text of ["", "Pipelock v2.3.0 starting", "{", "{}", '{"event":1}'])
    expect(pipelockEvent(text)).toBeNull();
  expect(shownLine("{")).toBeNull();
  expect(shownLine("Pipelock v2.3.0 starting")).toBe("Pipelock v2.3.0 starting");
});

test("a refusal keeps what a person needs", () => {
  const fields = {
    event: "blocked",
    scanner: "allowlist",
    method: "CONNECT",
    target: "evil.test:443",
    reason: "domain not in allowlist: evil.test",
  };
  expect(JSON.parse(shownLine(line(fields)) ?? "")).toEqual(fields);
});
