import { expect, test } from "vitest";
import { readEnvValue } from "./env.ts";
import { bottleProblems } from "./fixture.ts";

test.for([
  ["plain", { from: "literal", value: "plain" }],
  ["", { from: "literal", value: "" }],
  ["a\nb", { from: "literal", value: "a\nb" }],
  ["?", { from: "prompt", question: "NAME" }],
  ["?  ", { from: "prompt", question: "NAME" }],
  ["?Your token", { from: "prompt", question: "Your token" }],
  ["${HOST_VAR}", { from: "host", variable: "HOST_VAR" }],
  ["x${HOST_VAR}", { from: "literal", value: "x${HOST_VAR}" }],
  ["${HOST_VAR} ", { from: "literal", value: "${HOST_VAR} " }],
  ["${A}\n${B}", { from: "literal", value: "${A}\n${B}" }],
  ["${1A}", { from: "literal", value: "${1A}" }],
  ["$HOST_VAR", { from: "literal", value: "$HOST_VAR" }],
] as const)("the value %j means %j", ([text, source]) => {
  expect(readEnvValue("NAME", text)).toEqual({ name: "NAME", ...source });
});

test.for(["A-B: x", "1A: x", '"A B": x', '"": x', "A: 1", "A: true", "A:", "A: [x]", 'A: "a\\0b"'])(
  "F09 the variable `%s` is refused",
  (line) => {
    expect(bottleProblems(`env:\n  ${line}`)).toEqual([
      expect.stringMatching(/^\/home\/bottles\/b\.md:3: "env\./),
    ]);
  },
);

test("a section with nothing in it is empty", () => {
  expect(bottleProblems("env:\negress:\negress_proxy:\ngit:\nresources:")).toEqual([]);
});
