import fc from "fast-check";
import { expect, test } from "vitest";
import type { Route } from "./egress.ts";
import { readRoutesFile, routesFile } from "./routes-file.ts";

const label = fc.stringMatching(/^[a-z][a-z0-9]{0,8}$/);
const reference = fc.oneof(
  fc.stringMatching(/^[A-Z_][A-Z0-9_]{0,12}$/),
  fc.constantFrom("file:~/a token: #1", "command:get 'token' | tail -1", "null", "true"),
);
const route: fc.Arbitrary<Omit<Route, "host">> = fc.record(
  {
    path_allowlist: fc.array(fc.stringMatching(/^\/[a-z0-9'&!:{}[\],*>|@`-]{0,12}$/), {
      minLength: 1,
      maxLength: 3,
    }),
    methods: fc.uniqueArray(fc.constantFrom("GET", "POST", "DELETE"), { minLength: 1 }),
    auth: fc.record({ scheme: fc.constantFrom("Bearer", "header:X-Key"), token_ref: reference }),
  },
  { requiredKeys: [] },
);

test("F47 a routes file that was written is read as the same routes, and equal routes are equal texts", () => {
  fc.assert(
    fc.property(fc.uniqueArray(label, { maxLength: 4 }), fc.array(route), (hosts, rules) => {
      const routes = hosts.map((host, index) => ({ host: `${host}.example`, ...rules[index] }));
      const text = routesFile(routes);
      const read = readRoutesFile("routes.yaml", text);
      expect(read).toEqual({ routes, problems: [] });
      expect(routesFile(read.routes ?? [])).toBe(text);
    }),
  );
});

test("the form of a routes file is pinned", () => {
  const auth = { scheme: "Bearer", token_ref: "TOKEN" };
  expect(
    routesFile([
      { auth, methods: ["GET"], path_allowlist: ["/v1"], host: "a.example" },
      { host: "b.example", auth },
    ]),
  ).toBe(`routes:
  - host: a.example
    path_allowlist:
      - /v1
    methods:
      - GET
    auth:
      scheme: Bearer
      token_ref: TOKEN
  - host: b.example
    auth:
      scheme: Bearer
      token_ref: TOKEN
`);
  expect(routesFile([])).toBe("routes: []\n");
});
