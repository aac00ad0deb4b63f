import { describe, expect, test } from "vitest";
import { someProposal } from "@claude-bottle/shared/testing";
import { admit } from "./admit.ts";
import { nestsDeeperThan } from "./nesting.ts";
import { readCall } from "./read-call.ts";

describe("admitting a draft", () => {
  const waiting = [someProposal(0), someProposal(1)];
  const { kind, change } = someProposal(1);
  const draft = { kind, change, justification: "in other words" };

  test("F47 the same change joins the one that waits, whatever its justification", () => {
    expect(admit(waiting, draft, 16)).toEqual({ verdict: "same", id: someProposal(1).id });
  });

  test("joining needs no room, anything new does", () => {
    expect(admit(waiting, draft, 2).verdict).toBe("same");
    expect(admit(waiting, { ...draft, change: { failed_url: "https://new.example/" } }, 2).verdict).toBe(
      "full",
    );
    expect(admit(waiting, { ...draft, change: { failed_url: "https://new.example/" } }, 3).verdict).toBe(
      "new",
    );
  });

  test("another kind with the same text is another change", () => {
    expect(admit(waiting, { ...draft, kind: "git-gate-block" }, 16).verdict).toBe("new");
  });
});

test.for([
  ["{}", 1, false],
  ["[[[]]]", 2, true],
  ["[[[]]]", 3, false],
  ["[],[],[],[]", 1, false],
  ['"[[[[[["', 0, false],
  ['{"a":"\\"[[["}', 1, false],
  ['{"a":"\\\\"}', 1, false],
  ['{"a":"\\\\","b":[[]]}', 2, true],
] as const)("%s nests deeper than %i: %s", ([text, most, expected]) => {
  expect(nestsDeeperThan(text, most)).toBe(expected);
});

test.for([
  [
    { routes: "r", justification: "j" },
    { text: "r", justification: "j" },
  ],
  [{ proposal_id: "p" }, { id: "p" }],
  [
    { proposal_id: "p", routes: "r" },
    { problem: "Give either proposal_id alone, or routes and justification" },
  ],
  [
    { proposal_id: "p", justification: "j" },
    { problem: "Give either proposal_id alone, or routes and justification" },
  ],
  [{}, { problem: "Give routes, or the proposal_id of an earlier call" }],
])("a call with %j is read as %j", ([given, call]) => {
  expect(readCall("routes", { ...given })).toEqual(call);
});
