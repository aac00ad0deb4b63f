import { describe, expect, test } from "vitest";
import { checkRoutes } from "./check-routes.ts";

const problemsOf = (text: string): string => checkRoutes("routes.yaml", text).problems?.join("\n") ?? "";

describe("a proposed routes file", () => {
  test("is what stands below egress_proxy in a manifest, as YAML or as JSON", () => {
    const route = {
      host: "api.example.com",
      methods: ["GET"],
      auth: { scheme: "Bearer", token_ref: "TOKEN" },
    };
    const yaml = `routes:
  - host: API.example.com
    methods: [get]
    auth: { scheme: Bearer, token_ref: TOKEN }
`;
    expect(checkRoutes("routes.yaml", yaml).routes).toEqual([route]);
    expect(checkRoutes("routes.yaml", JSON.stringify({ routes: [route] })).routes).toEqual([route]);
    expect(checkRoutes("routes.yaml", "routes: []").routes).toEqual([]);
  });

  test.for([
    ["an unknown key", "routes:\n  - host: a.example\n    path: [/x]", /^routes\.yaml:3: Unknown key "path"/],
    [
      "a URL as host",
      "routes:\n  - host: https://a.example/",
      /^routes\.yaml:2: "routes\[0\]\.host".*without scheme/,
    ],
    ["a wildcard", 'routes:\n  - host: "*.example.com"', /^routes\.yaml:2: .*cannot be used/],
    ["an unknown method", "routes:\n  - host: a.example\n    methods: [FETCH]", /:3: .*expected "GET" or/],
    [
      "half a credential",
      "routes:\n  - host: a.example\n    auth: { scheme: Bearer }",
      /:3: .*token_ref.* is missing\n.*both scheme and token_ref/,
    ],
    [
      "two routes of one host",
      "routes:\n  - host: a.example\n  - host: A.example",
      /:3: Cannot declare the route host/,
    ],
    ["broken YAML", "routes:\n  - host: [a", /^routes\.yaml:\d: Cannot read the YAML/],
    ["no routes", "{}", /"routes" is missing/],
    ["a list", "- host: a.example", /cannot be used/],
    ["nothing", "", /cannot be used|is missing/],
    [
      "a path around the rule",
      "routes:\n  - host: a.example\n    path_allowlist: [/a/../b]",
      /:3: .*without \/\//,
    ],
    ["a bomb of aliases", "a: &a [x]\nroutes: [*a, *a]", /Cannot use the/],
  ] as const)("with %s is refused with line and reason", ([, text, says]) => {
    expect(problemsOf(text)).toMatch(says);
  });

  test("what stands where a credential's name belongs is not repeated", () => {
    const value = ["not", "a", "name", "at", "all"].join(" ");
    const text = `routes:\n  - host: a.example\n    auth: { scheme: Bearer, token_ref: "${value}" }`;
    expect(problemsOf(text)).toMatch(/:3: .*token_ref/);
    expect(problemsOf(text)).not.toContain(value);
  });
});
