import { connect } from "node:net";
import { text } from "node:stream/consumers";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { DashboardClient, type Asked } from "../testing/dashboard-client.ts";
import { dashboardScene } from "../testing/dashboard-scene.ts";
import { securityHeaders } from "./security-headers.ts";
import { serveDashboard } from "./serve-dashboard.ts";

async function opened() {
  const operator = dashboardScene();
  const served = await serveDashboard(operator);
  const client = new DashboardClient(served.url);
  await client.exchange();
  const [ref] = [...operator.details.values()];
  if (ref === undefined) throw new Error("the scene has no proposal");
  return {
    operator,
    client,
    url: served.url,
    proposal: `proposals/${ref.identity}/${ref.id}`,
    [Symbol.asyncDispose]: () => served[Symbol.asyncDispose](),
  };
}

const approval = { notes: "", text: null, typed: [], seen: "" };
const own: Asked = { method: "POST", body: approval };

describe("F48 the dashboard's page refuses", () => {
  type Row = [title: string, asked: (authority: string) => Asked, status: number, error: string];
  test.for<Row>([
    ["another name that leads here", () => ({ headers: { host: "evil.example" } }), 421, "host"],
    [
      "localhost, which is a name",
      (at) => ({ headers: { host: at.replace("127.0.0.1", "localhost") } }),
      421,
      "host",
    ],
    ["its address without the port", () => ({ headers: { host: "127.0.0.1" } }), 421, "host"],
    [
      "its address with another case or a dot",
      (at) => ({ headers: { host: at.replace(":", ".:") } }),
      421,
      "host",
    ],
    ["an empty name", () => ({ headers: { host: "" } }), 421, "host"],
    [
      "a wrong name also where nothing is",
      () => ({ path: "/", headers: { host: "evil.example" } }),
      421,
      "host",
    ],
    ["another origin", () => ({ headers: { origin: "http://evil.example" } }), 403, "origin"],
    ["another port of this machine", () => ({ headers: { origin: "http://127.0.0.1:1" } }), 403, "origin"],
    ["https at its address", (at) => ({ headers: { origin: `https://${at}` } }), 403, "origin"],
    ["an origin that is null", () => ({ headers: { origin: "null" } }), 403, "origin"],
    ["no origin", () => ({ headers: { origin: null } }), 403, "origin"],
    ["another site", () => ({ headers: { "sec-fetch-site": "cross-site" } }), 403, "site"],
    ["the same site on another port", () => ({ headers: { "sec-fetch-site": "same-site" } }), 403, "site"],
    ["an address that was typed", () => ({ headers: { "sec-fetch-site": "none" } }), 403, "site"],
    ["what does not say where it comes from", () => ({ headers: { "sec-fetch-site": null } }), 403, "site"],
    ["no cookie", () => ({ headers: { cookie: null } }), 401, "session"],
    ["an empty cookie", () => ({ headers: { cookie: "claude-bottle=" } }), 401, "session"],
    ["another cookie", () => ({ headers: { cookie: `claude-bottle=${"A".repeat(43)}` } }), 401, "session"],
    [
      "a form",
      () => ({ body: "notes=", headers: { "content-type": "application/x-www-form-urlencoded" } }),
      415,
      "request",
    ],
    ["JSON that says it is text", () => ({ headers: { "content-type": "text/plain" } }), 415, "request"],
    ["a body without a type", () => ({ headers: { "content-type": null } }), 415, "request"],
    ["no body", () => ({ body: undefined }), 400, "request"],
    ["what is not JSON", () => ({ body: "{" }), 400, "request"],
    ["an unknown key", () => ({ body: { ...approval, force: true } }), 400, "request"],
    [
      "a prototype",
      () => ({ body: '{"notes":"","text":null,"typed":[],"seen":"","__proto__":{}}' }),
      400,
      "request",
    ],
    ["hidden characters in the notes", () => ({ body: { ...approval, notes: "a\u202eb" } }), 400, "request"],
    [
      "a text longer than a proposal's",
      () => ({ body: { ...approval, text: "a".repeat(64 * 1024 + 1) } }),
      400,
      "request",
    ],
    ["an approval of what nobody was shown", () => ({ body: { ...approval, seen: null } }), 400, "request"],
    [
      "a body without bound",
      () => ({ body: { ...approval, text: "a".repeat(1100 * 1024) } }),
      413,
      "request",
    ],
    ["another method", () => ({ method: "PUT" }), 404, "not-found"],
    ["an approval by GET", () => ({ method: "GET", body: undefined }), 404, "not-found"],
  ])("%s", async ([, asked, status, error]) => {
    await using page = await opened();
    const answer = await page.client.ask({
      path: `${page.proposal}/approve`,
      ...own,
      ...asked(page.client.authority),
    });
    expect({ status: answer.status, ...JSON.parse(answer.text) }).toMatchObject({ status, error });
    expect(answer.headers).toMatchObject(securityHeaders);
    expect(page.operator.calls).toEqual([]);
  });

  test("two Host headers, whatever they are", async () => {
    await using page = await opened();
    const { authority, base } = page.client;
    const said = await speak(
      authority,
      `GET ${base} HTTP/1.1\r\nHost: ${authority}\r\nHost: evil.example\r\n\r\n`,
    );
    expect(said).toMatch(/^HTTP\/1\.1 (421|400) /);
  });

  test("a request without Host, as HTTP/1.0 allows it", async () => {
    await using page = await opened();
    expect(await speak(page.client.authority, `GET ${page.client.base} HTTP/1.0\r\n\r\n`)).toMatch(
      /^HTTP\/1\.1 421 /,
    );
  });

  test.for([
    ["nothing else on its port", "/"],
    ["a path up from its own", "../"],
    ["a file of the machine", "../../../../../../../etc/passwd"],
    ["the same, encoded", "..%2f..%2f..%2f..%2fetc%2fpasswd"],
    ["its own sources", "../serve-dashboard.ts"],
    ["its own sources, encoded", "%2e%2e/serve-dashboard.ts"],
    ["a file beside the page's that is none of them", "tsconfig.json"],
    ["a path that cannot be decoded", "%"],
    ["a whole address", "//evil.example/"],
    ["a proposal of a path", "proposals/..%2f..%2faudit/20260101t000000000-000000"],
    ["a file in force that is none", "bottles/fixer-4k2j9/constructor"],
    ["a file in force of a path", "bottles/..%2f..%2fx/routes"],
    ["an identity that is none", "proposals/__proto__/20260101t000000000-000000"],
  ])("%s", async ([, path = ""]) => {
    await using page = await opened();
    const { status, headers, text: body } = await page.client.ask({ path });
    expect(status === 404 || status === 400).toBe(true);
    expect(headers).toMatchObject(securityHeaders);
    expect(body).not.toMatch(/root:|import /);
  });

  test("a token that is not its own, and its own a second time", async () => {
    await using served = await serveDashboard(dashboardScene());
    const client = new DashboardClient(served.url);
    expect((await client.exchange("")).status).toBe(403);
    expect((await client.exchange(`${client.token}A`)).status).toBe(403);
    expect(await client.exchange()).toMatchObject({ status: 204 });
    const again = await client.exchange();
    expect({ status: again.status, ...JSON.parse(again.text) }).toMatchObject({
      status: 403,
      error: "token",
    });
    expect(again.headers["set-cookie"]).toBeUndefined();
  });

  test("a token from another site, which does not use it up", async () => {
    await using served = await serveDashboard(dashboardScene());
    const client = new DashboardClient(served.url);
    const body = { token: client.token };
    const foreign = { origin: "http://evil.example", "sec-fetch-site": "cross-site" };
    expect((await client.ask({ method: "POST", path: "session", body, headers: foreign })).status).toBe(403);
    expect((await client.exchange()).status).toBe(204);
  });
});

test("F48 the session is a cookie for its own path, out of reach of scripts and of other sites", async () => {
  await using served = await serveDashboard(dashboardScene());
  const client = new DashboardClient(served.url);
  const { headers } = await client.exchange();
  expect(headers["set-cookie"]).toEqual([
    expect.stringMatching(/^claude-bottle=[\w-]{43}; Path=\/[\w-]{22}\/; HttpOnly; SameSite=Strict$/),
  ]);
  expect(client.authority).toMatch(/^127\.0\.0\.1:\d+$/);
  expect(client.token).toMatch(/^[\w-]{43}$/);
  expect((await client.ask({ path: "audit" })).status).toBe(200);
  const among = { headers: { cookie: `other=1; ${client.cookie}; more=2` } };
  expect((await client.ask({ path: "audit", ...among })).status).toBe(200);
});

test("F48 only this machine is listened to, and two dashboards share nothing", async () => {
  await using one = await serveDashboard(dashboardScene());
  await using other = await serveDashboard(dashboardScene());
  const [first, second] = [new DashboardClient(one.url), new DashboardClient(other.url)];
  await first.exchange();
  second.cookie = first.cookie;
  expect((await second.ask({ path: "audit" })).status).toBe(401);
  expect((await second.exchange(first.token)).status).toBe(403);
});

test("F48 the page itself has nothing in it but its own files, and every file its type", async () => {
  await using served = await serveDashboard(dashboardScene());
  const client = new DashboardClient(served.url);
  const page = await client.ask({ headers: { "sec-fetch-site": "none" } });
  expect(page).toMatchObject({ status: 200, headers: { "content-type": "text/html; charset=utf-8" } });
  expect(page.text).not.toMatch(/https?:|<style|style=| on\w+=|<script(?![^>]* src=)/);
  for (const [, path = ""] of page.text.matchAll(/(?:src|href)="([^"#]+)"/g)) {
    const file = await client.ask({ path });
    expect(file).toMatchObject({ status: 200, headers: { ...securityHeaders } });
    expect(file.headers["content-type"]).toMatch(/javascript|css|svg/);
  }
});

test("F48 whatever is sent, nothing is decided, nothing of the operator's is shown, and the page still answers", async () => {
  await using page = await opened();
  const { authority, base, cookie } = page.client;
  const header = fc.constantFrom(
    `Host: ${authority}`,
    "Host: evil.example",
    `Origin: http://${authority}`,
    "Origin: null",
    "Sec-Fetch-Site: same-origin",
    "Sec-Fetch-Site: cross-site",
    "Cookie: claude-bottle=x",
    "Content-Type: application/json",
    "Content-Type: application/json; charset=utf-7",
    "Transfer-Encoding: chunked",
    "Content-Length: 2",
    "Upgrade: websocket",
    "X-Forwarded-Host: 127.0.0.1",
    "X-HTTP-Method-Override: POST",
  );
  const target = fc.oneof(
    fc
      .constantFrom(
        "",
        "session",
        "events",
        "audit",
        `${page.proposal}/approve`,
        `${page.proposal}/reject`,
        "bottles/fixer-4k2j9/routes/edit",
      )
      .map((path) => base + path),
    fc.webPath(),
    fc.string({ unit: "binary-ascii" }),
    fc.constantFrom("*", `http://${authority}${base}audit`, "//", "/%00", "/%ff"),
  );
  const asked = fc.record({
    method: fc.constantFrom("GET", "HEAD", "POST", "PUT", "OPTIONS", "TRACE", "CONNECT", "PRI", "get"),
    target,
    headers: fc.array(header, { maxLength: 8 }),
    body: fc.oneof(fc.constant(""), fc.constant("{}"), fc.json(), fc.string({ unit: "binary-ascii" })),
  });
  await fc.assert(
    fc.asyncProperty(asked, async ({ method, target: path, headers, body }) => {
      const said = await speak(
        authority,
        [`${method} ${path} HTTP/1.1`, ...headers, "Connection: close", "", body].join("\r\n"),
      );
      expect(said).not.toMatch(/DEPLOY_TOKEN|set-cookie/i);
      expect(page.operator.calls).toEqual([]);
    }),
    { numRuns: 300 },
  );
  expect(cookie).not.toBeNull();
  expect((await page.client.ask({ path: "audit" })).status).toBe(200);
});

/** Sends bytes and gives what comes back until the connection ends. */
async function speak(authority: string, bytes: string): Promise<string> {
  const [host = "", port] = authority.split(":");
  const socket = connect(Number(port), host);
  socket.on("error", () => undefined);
  socket.end(bytes);
  return await text(socket).catch(() => "");
}
