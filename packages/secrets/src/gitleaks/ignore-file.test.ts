import { describe, expect, test } from "vitest";
import { type FindingPlace, fingerprint, isIgnored, parseIgnoreFile } from "./ignore-file.ts";

const place: FindingPlace = { commit: "c0ffee", file: "src/a.ts", ruleId: "token", startLine: 3 };

describe(".gitleaksignore", () => {
  test("ignores a finding in its commit, or wherever it is in that file", () => {
    expect(fingerprint(place)).toBe("c0ffee:src/a.ts:token:3");
    expect(isIgnored(parseIgnoreFile("c0ffee:src/a.ts:token:3"), place)).toBe(true);
    expect(isIgnored(parseIgnoreFile("src/a.ts:token:3"), place)).toBe(true);
    expect(isIgnored(parseIgnoreFile("c0ffee:src/a.ts:token:3"), { ...place, commit: undefined })).toBe(
      false,
    );
    expect(isIgnored(parseIgnoreFile("src/a.ts:token:4"), place)).toBe(false);
  });

  test("skips comments and blank lines, and reads Windows paths", () => {
    const file = parseIgnoreFile("# why\r\n\r\n  src\\a.ts:token:3  \r\nc:src\\a.ts:token:3\n");
    expect([...file.fingerprints]).toEqual(["src/a.ts:token:3", "c:src/a.ts:token:3"]);
    expect(file.invalid).toEqual([]);
  });

  test("names lines that cannot be a fingerprint", () => {
    expect(parseIgnoreFile("src/a.ts\nsrc/a.ts:token:3").invalid).toEqual(["src/a.ts"]);
  });
});
