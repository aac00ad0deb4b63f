import { expect, test } from "vitest";
import { refusalResponse, refuse } from "./refusal.ts";
import { liveWith, refusalOf, request } from "./testing/fixtures.ts";

const refusal = refuse("host", { what: "evil.test is not on the list", fix: "Propose it" });
const header = (headers: string[], name: string): string | undefined => headers[headers.indexOf(name) + 1];

test("a refusal is one line: who (rule): what. What to do.", () => {
  expect(refusal.message).toBe("egress-proxy (host): evil.test is not on the list. Propose it.");
  expect(refusal.fix).toBe("Propose it.");
  expect(refuse("host", { what: "a\r\nb\u0000\u00e9", fix: "c" }).message).toBe(
    "egress-proxy (host): a b . c.",
  );
});

test("a model and its client read JSON in the shape of the model API", () => {
  const { status, headers, body } = refusalResponse(refusal, { userAgent: "claude-cli/2", accept: "*/*" });
  expect(status).toBe(403);
  expect(JSON.parse(body)).toEqual({
    type: "error",
    error: { type: "permission_error", message: refusal.message, code: "host", fix: refusal.fix },
  });
  expect(header(headers, "Content-Type")).toBe("application/json");
  expect(header(headers, "Content-Length")).toBe(String(body.length));
  expect(header(headers, "X-Claude-Bottle-Block")).toBe("host");
});

test.for([
  ["git/2.47.0", null],
  ["git-lfs/3.5", "application/vnd.git-lfs+json"],
  [null, "application/x-git-upload-pack-result"],
] as const)("git (%s, %s) reads plain text", ([userAgent, accept]) => {
  const { headers, body } = refusalResponse(refusal, { userAgent, accept });
  expect(header(headers, "Content-Type")).toBe("text/plain; charset=utf-8");
  expect(body).toBe(`${refusal.message}\n`);
});

test("a request whose body cannot be told ends its connection", () => {
  const closing = refuse("framing", { what: "x", fix: "y" });
  expect(header(refusalResponse(closing, { userAgent: null, accept: null }).headers, "Connection")).toBe(
    "close",
  );
  expect(refusalResponse(refusal, { userAgent: null, accept: null }).headers).not.toContain("Connection");
});

test("no message holds a query, a header's value or a long path whole", () => {
  const live = liveWith({ routes: [{ host: "api.test", path_allowlist: ["/v1"] }] });
  const message =
    refusalOf(
      live,
      request("api.test", { target: `/${"p".repeat(5000)}?q=hunter2`, rawHeaders: ["X-A", "hunter3"] }),
    )?.message ?? "";
  expect(message).toContain("(path)");
  expect(message).not.toMatch(/hunter/);
  expect(message.length).toBeLessThan(400);
});
