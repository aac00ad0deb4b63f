import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { NO_HOST } from "./hosts.ts";
import { pipelockPatterns } from "./patterns.ts";
import { allowlistOf, configHash, reloadable } from "./reloadable.ts";
import { ignoresHeader, pipelockYaml, type PipelockConfig, withAllowlist } from "./yaml.ts";

const config: PipelockConfig = {
  identity: "demo-abc12",
  hosts: ["registry.example", "api.example.com", "*.example.org", "API.example.com."],
  dlpAction: "block",
  position: "behind-proxy",
  passthrough: ["*.example.org", "registry.example"],
  injectedHeaders: ["X-Vendor-Key", "x-api-key"],
  privateHosts: { "registry.example": "172.30.0.7" },
  listen: { proxy: "0.0.0.0:8888", metrics: "127.0.0.1:9090" },
};

describe("pipelock's configuration", () => {
  test.for([
    ["behind-proxy-block", {}],
    ["behind-proxy-warn", { dlpAction: "warn" }],
    ["agents-proxy-block", { position: "agents-proxy", injectedHeaders: [], privateHosts: {} }],
    ["agents-proxy-warn", { position: "agents-proxy", injectedHeaders: [], dlpAction: "warn" }],
    ["no-host", { hosts: [], passthrough: [], injectedHeaders: [], privateHosts: {} }],
  ] as const satisfies [string, Partial<PipelockConfig>][])(
    "F20 F22 is pinned: %s",
    async ([name, change]) => {
      await expect(pipelockYaml({ ...config, ...change })).toMatchFileSnapshot(`golden/${name}.yaml`);
    },
  );

  test("F21 B34 hosts are lower case, sorted and unique, and a wildcard that is passed through names its suffix too", () => {
    const file = parse(pipelockYaml(config));
    expect(file.api_allowlist).toEqual(["*.example.org", "api.example.com", "registry.example"]);
    expect(file.tls_interception.passthrough_domains).toEqual([
      "*.example.org",
      "example.org",
      "registry.example",
    ]);
  });

  test("F21 without any host it lists one name that never resolves", () => {
    expect(allowlistOf(pipelockYaml({ ...config, hosts: [] }))).toEqual([NO_HOST]);
  });

  test.for([
    "*",
    "*.com",
    "*.0.0.1",
    "http://api.example.com/",
    "api.example.com:8443",
    "api.example.com/v1",
    "api.*.com",
    "*api.example.com",
    "",
    "10.0.0.0/8",
    "::1",
    "2130706433",
    "0x7f.0.0.1",
    "bücher.example",
    "a b.example",
    "a\nb.example",
  ])("F21 refuses to hand over the host %j", (host) => {
    expect(() => pipelockYaml({ ...config, hosts: [host] })).toThrow(
      expect.objectContaining({ code: "config-invalid", hint: expect.stringContaining("*.suffix") }),
    );
    expect(() => pipelockYaml({ ...config, passthrough: [host] })).toThrow(
      expect.objectContaining({ code: "config-invalid" }),
    );
  });

  test("F21 refuses a private host with a port or a name for address", () => {
    for (const target of ["10.0.0.7:8443", "db.internal", "10.0.0.0/8"])
      expect(() => pipelockYaml({ ...config, privateHosts: { "db.example": target } })).toThrow(
        expect.objectContaining({ code: "config-invalid", message: expect.stringContaining(target) }),
      );
  });

  test("B16 warn reaches bodies and every pattern, block reaches both too", () => {
    const warn = parse(pipelockYaml({ ...config, dlpAction: "warn" }));
    expect(warn.request_body_scanning.action).toBe("warn");
    expect(warn.dlp.patterns).toHaveLength(pipelockPatterns.length);
    for (const pattern of warn.dlp.patterns) expect(pattern.action).toBe("warn");
    const block = parse(pipelockYaml(config));
    expect(block.request_body_scanning.action).toBe("block");
    for (const pattern of block.dlp.patterns) expect(pattern).not.toHaveProperty("action");
  });

  test("F22 headers with injected credentials are left alone behind egress-proxy only", () => {
    const ignored = (change: Partial<PipelockConfig>): string[] =>
      parse(pipelockYaml({ ...config, ...change })).request_body_scanning.ignore_headers;
    expect(ignored({})).toEqual(expect.arrayContaining(["Authorization", "X-Vendor-Key"]));
    expect(ignored({}).filter((name) => name.toLowerCase() === "x-api-key")).toHaveLength(1);
    expect(ignored({ position: "agents-proxy" })).not.toContain("Authorization");
  });

  test("F20 the hash is the SHA-256 of the bytes, and equal input gives equal bytes", () => {
    expect(configHash("")).toBe("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    expect(pipelockYaml({ ...config, hosts: config.hosts.toReversed() })).toBe(pipelockYaml(config));
  });
});

test("F47 a running pipelock's file for other hosts is the one that would be written for them", () => {
  const host = fc.stringMatching(/^[a-z][a-z0-9]{0,6}\.example$/);
  fc.assert(
    fc.property(
      fc.array(host),
      fc.array(host),
      fc.constantFrom("block" as const, "warn" as const),
      (before, after, dlpAction) => {
        const written = pipelockYaml({ ...config, dlpAction, hosts: before });
        expect(withAllowlist(written, after)).toBe(pipelockYaml({ ...config, dlpAction, hosts: after }));
        expect(reloadable(written, withAllowlist(written, after))).toBe(true);
      },
    ),
    { numRuns: 20 },
  );
});

test("F47 a header that this pipelock does not scan is known by its file", () => {
  const yaml = pipelockYaml({ ...config, injectedHeaders: ["X-Key"] });
  expect([ignoresHeader(yaml, "x-key"), ignoresHeader(yaml, "X-Other")]).toEqual([true, false]);
});
