import { describe, expect, test } from "vitest";
import { someProposal, someResponse } from "../testing/proposals.ts";
import { auditFileName } from "./audit.ts";
import { proposalId, proposalIdSchema, proposalKinds, proposalSchema } from "./proposal.ts";
import { responseSchema } from "./response.ts";

const proposal = someProposal();
const response = someResponse(proposal);

describe("a proposal", () => {
  test("F47 has one of four kinds", () => {
    expect(proposalKinds).toEqual([
      "egress-proxy-block",
      "pipelock-block",
      "capability-block",
      "git-gate-block",
    ]);
    expect(proposalSchema.parse(proposal)).toEqual(proposal);
  });

  test("its id sorts by age and is a name that a file may have", () => {
    const ids = [0, 999, 1000].map((ms) => proposalId(new Date(ms), () => 35));
    expect(ids.toSorted()).toEqual(ids);
    expect(proposalId(new Date(Date.UTC(2026, 10, 26, 7, 19, 50, 123)), () => 10)).toBe(
      "20261126t071950123-aaaaaa",
    );
    expect(ids.every((id) => proposalIdSchema.safeParse(id).success)).toBe(true);
  });

  test.for([
    ["an unknown key", { more: 1 }],
    ["an unknown kind", { kind: "root-block" }],
    ["another kind's change", { kind: "git-gate-block" }],
    ["an id that leaves the directory", { id: "../20260101t000000000-000000" }],
    ["no justification", { justification: "" }],
    ["a terminal's control sequence", { justification: "\u001b[2Jfine" }],
    ["text that is shown in another order", { justification: "safe \u202e txt" }],
    ["a carriage return", { justification: "evil\rgood" }],
    ["a novel", { justification: "x".repeat(4_001) }],
    ["another version", { version: 2 }],
  ])("is refused with %s", ([, part]) => {
    expect(proposalSchema.safeParse({ ...proposal, ...Object(part) }).success).toBe(false);
  });

  test("its justification may have lines, tabs and any script", () => {
    const justification = "first\n\tsecond: сборка 構建 🧪";
    expect(proposalSchema.parse({ ...proposal, justification }).justification).toBe(justification);
  });
});

describe("a response", () => {
  test("F47 is approved, modified or rejected, with notes", () => {
    expect(responseSchema.parse(response)).toEqual(response);
    expect(responseSchema.parse({ ...response, status: "modified" }).status).toBe("modified");
    const { changed: _, ...rest } = { changed: "", ...response };
    expect(responseSchema.parse({ ...rest, status: "rejected" }).status).toBe("rejected");
  });

  test.for([
    ["says pending", { status: "pending" }],
    ["changed something and was rejected", { status: "rejected" }],
    ["has no notes", { notes: undefined }],
  ])("is refused when it %s", ([, part]) => {
    expect(responseSchema.safeParse({ ...response, ...Object(part) }).success).toBe(false);
  });
});

test("an audit file is named after the component and the bottle", () => {
  expect(auditFileName("egress-proxy", "dev-00000")).toBe("egress-proxy-dev-00000.jsonl");
});
