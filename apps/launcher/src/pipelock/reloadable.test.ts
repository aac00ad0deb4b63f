import { expect, test } from "vitest";
import { reloadable } from "./reloadable.ts";
import { pipelockYaml, type PipelockConfig } from "./yaml.ts";

const config: PipelockConfig = {
  identity: "demo-abc12",
  hosts: ["a.example"],
  dlpAction: "block",
  position: "behind-proxy",
  passthrough: ["a.example"],
  injectedHeaders: [],
  privateHosts: {},
  listen: { proxy: "0.0.0.0:8888", metrics: "127.0.0.1:9090" },
};
const isReloadable = (change: Partial<PipelockConfig>): boolean =>
  reloadable(pipelockYaml(config), pipelockYaml({ ...config, ...change }));

test("a running pipelock may take another allowlist", () => {
  expect(isReloadable({ hosts: ["b.example", "*.c.example"] })).toBe(true);
  expect(isReloadable({ hosts: [] })).toBe(true);
});

test.for([
  { passthrough: [] },
  { passthrough: ["a.example", "b.example"] },
  { dlpAction: "warn" },
  { position: "agents-proxy" },
  { injectedHeaders: ["X-Other"] },
  { privateHosts: { "a.example": "10.0.0.7" } },
  { listen: { proxy: "0.0.0.0:8889", metrics: "127.0.0.1:9090" } },
  { identity: "other-abc12" },
] satisfies Partial<PipelockConfig>[])("a change of %j needs a restart", (change) => {
  expect(isReloadable(change)).toBe(false);
  expect(isReloadable({ ...change, hosts: ["b.example"] })).toBe(false);
});
