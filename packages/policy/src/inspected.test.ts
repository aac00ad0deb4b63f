import { expect, test } from "vitest";
import type { EgressConfig } from "./egress-config.ts";
import type { RequestFacts } from "./request.ts";
import { liveWith, refusalOf, request } from "./testing/fixtures.ts";

const upstream: EgressConfig["upstream"] = {
  via: "pipelock",
  host: "pipelock",
  port: 8888,
  ca: "pem",
  passthrough: ["api.test"],
};
const live = liveWith({ upstream });
const webSocket = { rawHeaders: ["Connection", "Upgrade", "Upgrade", "websocket"] };
const agent = { target: "/?x=1&%61gent=me" };
const plain = { scheme: "http", tunnel: null, sni: null, target: "http://api.test/?agent=me" } as const;

test.for([
  ["a WebSocket to an inspected host", "plain.test", webSocket, "upgrade", "egress.inspect"],
  ["a parameter that pipelock removes", "plain.test", agent, "pipelock", "egress.inspect"],
  ["the same on plain http", "api.test", plain, "pipelock", "https"],
] as const)("%s is refused with the reason, not broken silently", ([, host, changes, code, fix]) => {
  const facts: Partial<RequestFacts> = changes;
  expect(refusalOf(live, request(host, facts))).toMatchObject({ code, status: 403 });
  expect(refusalOf(live, request(host, facts))?.fix).toContain(fix);
  expect(refusalOf(liveWith({}), request(host, facts))).toBeNull();
});

test("B36 on a host that pipelock only relays both pass, and so do other parameters", () => {
  expect(refusalOf(live, request("api.test", webSocket))).toBeNull();
  expect(refusalOf(live, request("api.test", agent))).toBeNull();
  expect(refusalOf(live, request("plain.test", { target: "/?agents=1&q=agent" }))).toBeNull();
});
