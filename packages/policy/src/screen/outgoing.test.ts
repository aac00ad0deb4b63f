import { sampleToken } from "@claude-bottle/secrets/testing";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { bearerRoute, liveWith, planOf, refusalOf, request, TOKEN } from "../testing/fixtures.ts";
import type { Live } from "../live.ts";
import { ordinaryBodies } from "../testing/ordinary-bodies.ts";
import { outgoingScreen } from "./outgoing.ts";
import { refuseFinding } from "./refuse-finding.ts";

const known = [{ name: "DEPLOY_KEY", value: "deploy-key-0123456789" }];
const blocking = liveWith({}, { known });
const warning = liveWith({ dlp_action: "warn" }, { known });

function screened(
  live: Live,
  chunks: readonly string[],
  host = "plain.test",
): { out: string; names: string[]; steps: string[] } {
  const screen = outgoingScreen(live, planOf(live, request(host)));
  const results = [...chunks.map((chunk) => screen.push(Buffer.from(chunk))), screen.flush()];
  const steps = results.map(({ pass }) => Buffer.from(pass).toString());
  return {
    out: steps.join(""),
    steps,
    names: results.flatMap(({ findings }) => findings.map(({ name }) => name)),
  };
}

describe("F22 a value of the bottle in a body", () => {
  const text = `{"key":"${TOKEN}"}`;

  test("block: never leaves whole, wherever the body is cut", () => {
    for (let cut = 0; cut <= text.length; cut += 1) {
      const { out, names } = screened(blocking, [text.slice(0, cut), text.slice(cut), "more"]);
      expect(names).toEqual(["API_TOKEN"]);
      expect(text.startsWith(out)).toBe(true);
      expect(out.length).toBeLessThanOrEqual(8 + 4);
    }
  });

  test("warn: passes unchanged and is reported once", () => {
    for (let cut = 0; cut <= text.length; cut += 1) {
      const { out, names } = screened(warning, [text.slice(0, cut), text.slice(cut), "more"]);
      expect({ out, names }).toEqual({ out: `${text}more`, names: ["API_TOKEN"] });
    }
  });

  test.for([
    ["raw", known[0]!.value],
    ["base64", Buffer.from(`xx${known[0]!.value}`).toString("base64")],
    ["hex", Buffer.from(known[0]!.value).toString("hex")],
    ["every character escaped", Buffer.from(known[0]!.value).toString("hex").replace(/../g, "%$&")],
  ] as const)("is found as %s", ([, spelling]) => {
    expect(screened(blocking, ["a=", spelling, "&b"]).names).toEqual(["DEPLOY_KEY"]);
  });

  test("a frame is judged whole, together with the frames before it", () => {
    const screen = outgoingScreen(blocking, planOf(blocking, request("plain.test")));
    expect(screen.blocks).toBe(true);
    expect(screen.inspect(Buffer.from(`hello ${TOKEN.slice(0, 20)}`))).toEqual([]);
    expect(screen.inspect(Buffer.from(TOKEN.slice(20)))).toEqual([
      { rule: "known-value", name: "API_TOKEN" },
    ]);
    expect(screen.inspect(Buffer.from("bye"))).toEqual([]);
  });

  test("the refusal names the value's name, and is 451 on the model API only", () => {
    const finding = { rule: "known-value", name: "API_TOKEN" } as const;
    expect(refuseFinding({ authority: { host: "api.anthropic.com", port: 443 } }, finding).status).toBe(451);
    const refusal = refuseFinding({ authority: { host: "plain.test", port: 443 } }, finding);
    expect(refusal.status).toBe(403);
    expect(refusal.message).toContain("API_TOKEN");
    expect(JSON.stringify(refusal)).not.toContain(TOKEN);
  });
});

describe("F22 a value of the bottle in a request's head", () => {
  const hidden: [string, Parameters<typeof request>[1]][] = [
    ["path", { target: `/x/${encodeURIComponent(TOKEN)}` }],
    ["query", { target: `/?q=${encodeURIComponent(TOKEN)}` }],
    ["query, escaped twice", { target: `/?q=${encodeURIComponent(encodeURIComponent(TOKEN))}` }],
    [
      "query, each character escaped",
      { target: `/?q=${Buffer.from(TOKEN).toString("hex").replace(/../g, "%$&")}` },
    ],
    ["header", { rawHeaders: ["X-Note", `a ${TOKEN} b`] }],
    ["header name", { rawHeaders: [Buffer.from(TOKEN).toString("hex"), "1"] }],
    ["cookie", { rawHeaders: ["Cookie", `s=${Buffer.from(TOKEN).toString("base64")}`] }],
  ];

  test.for(hidden)("is refused on every host, also where it belongs: %s", ([, changes]) => {
    const live = liveWith({ routes: [bearerRoute] });
    for (const host of ["plain.test", "api.test"]) {
      const refusal = refusalOf(live, request(host, changes));
      expect(refusal?.code).toBe("known-value");
      expect(JSON.stringify(refusal)).not.toContain(TOKEN);
    }
    expect(refusalOf(live, request("api.anthropic.com", changes))?.status).toBe(451);
  });

  test("warn: forwarded with a warning", () => {
    expect(planOf(warning, request("plain.test", { rawHeaders: ["X-Note", TOKEN] })).warnings).toEqual([
      { rule: "known-value", name: "API_TOKEN" },
    ]);
  });
});

describe("F22 a token of a provider", () => {
  const token = sampleToken("github-token");
  const name = "GitHub token";
  const text = `{"key": "${token}"}`;
  const live = liveWith({ allowlist: ["plain.test", "api.github.com", "api.anthropic.com"] }, { known });

  test("block: nothing of it leaves, wherever the body is cut after its prefix", () => {
    for (let cut = 0; cut <= text.length; cut += 1) {
      const { out, names } = screened(blocking, [text.slice(0, cut), text.slice(cut), "more"]);
      expect(names).toEqual([name]);
      expect(text.startsWith(out)).toBe(true);
      expect(out.length).toBeLessThanOrEqual(9 + "ghp".length);
    }
  });

  test("warn: passes unchanged and is reported once", () => {
    for (let cut = 0; cut <= text.length; cut += 1) {
      const { out, names } = screened(warning, [text.slice(0, cut), text.slice(cut), text]);
      expect({ out, names }).toEqual({ out: text + text, names: [name] });
    }
  });

  test("passes to the host that it belongs to, and nowhere else", () => {
    expect(screened(live, [text], "api.github.com").names).toEqual([]);
    expect(screened(live, [text], "plain.test").names).toEqual([name]);
    expect(screened(live, [text], "api.anthropic.com").names).toEqual([name]);
    expect(screened(live, [sampleToken("anthropic-key")], "api.anthropic.com").names).toEqual([]);
    expect(screened(live, [sampleToken("anthropic-key")], "api.github.com").names).toEqual([
      "Anthropic API key or token",
    ]);
  });

  test.for([
    ["path", { target: `/x/${token}` }],
    ["query", { target: `/?q=${token}&r=1` }],
    ["header", { rawHeaders: ["X-Note", token] }],
    ["credential of the agent's own", { rawHeaders: ["Authorization", `Bearer ${token}`] }],
  ] as [string, Parameters<typeof request>[1]][])("in a request's head is refused: %s", ([, changes]) => {
    const refusal = refusalOf(live, request("plain.test", changes));
    expect(refusal).toMatchObject({ code: "provider-token", status: 403 });
    expect(refusal?.message).toContain(
      "a GitHub token was about to be sent to plain.test, which it does not belong to",
    );
    expect(JSON.stringify(refusal)).not.toContain(token.slice(4));
    expect(refusalOf(live, request("api.github.com", changes))).toBeNull();
    expect(refusalOf(live, request("api.anthropic.com", changes))?.status).toBe(451);
  });

  test("a frame is judged as if nothing followed, together with the frames before it", () => {
    const screen = outgoingScreen(blocking, planOf(blocking, request("plain.test")));
    expect(screen.inspect(Buffer.from(`hello ${token.slice(0, 20)}`))).toEqual([]);
    expect(screen.inspect(Buffer.from(token.slice(20)))).toEqual([{ rule: "provider-token", name }]);
  });

  test.for([
    ["a name that is public", () => sampleToken("google-api-key")],
    ["what belongs to no host", () => sampleToken("jwt")],
    ["a chance word in an image", () => `x/${sampleToken("crates-io-token")}/`],
  ] as const)("is not: %s", ([, make]) => {
    expect(screened(live, [` ${make()} `]).names).toEqual([]);
  });
});

describe("F26 B36 bodies of ordinary work pass", () => {
  test.for(Object.entries(ordinaryBodies))("generated: %s", ([, body]) => {
    for (const host of ["plain.test", "api.anthropic.com"]) {
      const { out, names } = screened(blocking, body.match(/[^]{1,16384}/g) ?? [], host);
      expect(names).toEqual([]);
      expect(out === body).toBe(true);
    }
  });

  const code = `const token = process.env.TOKEN;\nexport TOKEN="$API_TOKEN"; // API_TOKEN, DEPLOY_KEY\npassword: hunter2\n`;
  test.for([
    ["code full of tokens by name", code.repeat(200)],
    ["base64", gzipSync(code.repeat(50)).toString("base64")],
    ["a word list", Array.from({ length: 5000 }, (_, index) => `deploy-key-${index.toString(36)}`).join(" ")],
    ["a placeholder", JSON.stringify({ authorization: "Bearer sk-ant-placeholder", model: "claude" })],
    ["megabytes", "long conversation ".repeat(200_000)],
  ] as const)("%s", ([, body]) => {
    const { out, names } = screened(blocking, body.match(/[^]{1,16384}/g) ?? []);
    expect(names).toEqual([]);
    expect(out).toBe(body);
  });

  test("nothing is held back but what could begin a value", () => {
    expect(screened(blocking, ["data", " more ", "deploy-key", "?"]).steps).toEqual([
      "data",
      " more ",
      "",
      "deploy-key?",
      "",
    ]);
  });
});
