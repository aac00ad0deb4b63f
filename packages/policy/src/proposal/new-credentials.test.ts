import { expect, test } from "vitest";
import { isOfHost, newCredentials } from "./new-credentials.ts";

const route = (host: string, reference?: string) => ({
  host,
  ...(reference === undefined ? {} : { auth: { scheme: "Bearer", token_ref: reference } }),
});
const inForce = [route("a.example", "A_TOKEN"), route("b.example")];

test.for([
  ["what is in force", inForce, []],
  ["less than that", [route("a.example")], []],
  ["a host without a credential", [...inForce, route("c.example")], []],
  [
    "a known credential for another host",
    [route("b.example", "A_TOKEN")],
    [{ host: "b.example", reference: "A_TOKEN", isKnown: true }],
  ],
  [
    "another credential for a host that has one",
    [route("a.example", "NEW")],
    [{ host: "a.example", reference: "NEW", isKnown: false }],
  ],
] as const)("%s", ([, proposed, expected]) => {
  expect(newCredentials(proposed, inForce)).toEqual(expected);
});

test("a file and a command are of the host, a name is not", () => {
  expect(["file:/etc/x", "command:pass show x", "NAME"].map(isOfHost)).toEqual([true, true, false]);
});
