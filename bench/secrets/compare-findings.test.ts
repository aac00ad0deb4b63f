import { expect, test } from "vitest";
import { compareFindings } from "./compare-findings.ts";
import type { Finding } from "./finding.ts";

const finding: Finding = { ruleId: "r", file: "f", startLine: 1, startColumn: 2, digest: "d", tags: [] };

test("findings are the same only if all fields are", () => {
  const other = { ...finding, startColumn: 3 };
  expect(compareFindings([finding, other], [finding])).toEqual({
    identical: 1,
    onlyOurs: [other],
    onlyTheirs: [],
  });
  expect(compareFindings([finding], [other])).toMatchObject({ onlyOurs: [finding], onlyTheirs: [other] });
});

test("a finding that is there twice must be there twice", () => {
  expect(compareFindings([finding], [finding, finding])).toEqual({
    identical: 1,
    onlyOurs: [],
    onlyTheirs: [finding],
  });
});
