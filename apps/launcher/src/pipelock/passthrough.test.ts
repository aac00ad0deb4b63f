import { describe, expect, test } from "vitest";
import { passthroughHosts } from "./passthrough.ts";

describe("hosts that pipelock relays untouched", () => {
  test("F26 behind egress-proxy they are all hosts but the inspected", () => {
    expect(
      passthroughHosts({
        position: "behind-proxy",
        hosts: ["b.example", "a.example"],
        inspect: ["B.example"],
      }),
    ).toEqual(["a.example"]);
  });

  test("F23 as the agent's own proxy they are the built-in table and registries, not other hosts", () => {
    const hosts = passthroughHosts({
      position: "agents-proxy",
      hosts: ["api.example.com", "registry.example.com"],
      inspect: [],
    });
    expect(hosts).toEqual(expect.arrayContaining(["*.anthropic.com", "registry.example.com"]));
    expect(hosts).not.toContain("api.example.com");
  });

  test.for([
    [["*.example.org"], ["api.example.org"]],
    [["api.example.org"], ["*.example.org"]],
    [["example.org"], ["*.example.org"]],
    [["*.example.org"], ["example.org"]],
    [["*.a.example.org"], ["*.example.org"]],
    [["*.example.org"], ["*.a.example.org"]],
  ])("B34 %j is intercepted whole when %j is inspected", ([hosts, inspect]) => {
    expect(
      passthroughHosts({ position: "behind-proxy", hosts: hosts ?? [], inspect: inspect ?? [] }),
    ).toEqual([]);
  });

  test("B34 a name that only looks alike stays passed through", () => {
    expect(
      passthroughHosts({
        position: "behind-proxy",
        hosts: ["xexample.org"],
        inspect: ["*.example.org", "example.org"],
      }),
    ).toEqual(["xexample.org"]);
  });

  test("F23 what is inspected leaves the built-in table too", () => {
    expect(
      passthroughHosts({ position: "agents-proxy", hosts: [], inspect: ["api.anthropic.com"] }),
    ).not.toContain("*.anthropic.com");
  });
});
