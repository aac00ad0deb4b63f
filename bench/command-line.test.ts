import { BottleError } from "@claude-bottle/shared";
import { expect, test } from "vitest";
import { readCommandLine } from "./command-line.ts";

test.for([
  [["egress"], { bench: "egress", quick: false, json: undefined }],
  [["launch", "--quick"], { bench: "launch", quick: true, json: undefined }],
  [["gate-kills"], { bench: "gate-kills", quick: false, json: undefined }],
  [["secrets"], { bench: "secrets", quick: false, json: undefined }],
  [["supervise"], { bench: "supervise", quick: false, json: undefined }],
  [["--json", "rows.json", "egress"], { bench: "egress", quick: false, json: "rows.json" }],
] as const)("%j is understood", ([args, expected]) => {
  expect(readCommandLine(args)).toEqual(expected);
});

test.for([
  [[]],
  [["network"]],
  [["egress", "launch"]],
  [["egress", "--fast"]],
  [["egress", "--json"]],
] as const)("%j is refused with the usage", ([args]) => {
  expect(() => readCommandLine(args)).toThrow(
    expect.objectContaining({
      code: "usage",
      hint: expect.stringContaining("egress|launch|secrets"),
    }) as BottleError,
  );
});
