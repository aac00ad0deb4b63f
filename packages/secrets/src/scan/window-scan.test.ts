import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { nativeRules } from "../rules/index.ts";
import { sampleToken } from "../testing/index.ts";
import type { Finding, ScanOutcome } from "./finding.ts";
import { TextSearch, isOwn } from "./text-search.ts";
import { toFinding, WHOLE } from "./to-finding.ts";
import { WindowScan } from "./window-scan.ts";

const TOKEN = sampleToken("npm-token");
const OVERLAP = 512;
const search = new TextSearch({ rules: nativeRules, inflate: () => "damaged" });
const place = { file: "f" };

function windows(stride: number): WindowScan {
  return new WindowScan(
    place,
    ({ bytes, base, own }) => {
      const result = search.find(bytes, place);
      if (result.kind === "over budget") return { ...result, file: "f" };
      const found = result.found.filter((located) => isOwn(located, own));
      return { kind: "scanned", findings: found.map((located) => toFinding(located, place, base)) };
    },
    { sizes: { stride, overlap: OVERLAP } },
  );
}

function whole(bytes: Uint8Array): Finding[] {
  const result = search.find(bytes, place);
  if (result.kind === "over budget") throw new Error(result.reason);
  return result.found.map((located) => toFinding(located, place, WHOLE));
}

function places(outcome: ScanOutcome | readonly Finding[]): string[] {
  const findings = "kind" in outcome ? (outcome.kind === "scanned" ? outcome.findings : []) : outcome;
  // What is twice in one encoded part is told once, as in `Scanner`
  return [
    ...new Set(
      findings.map((found) => `${found.ruleId} ${found.offset} ${found.startLine}:${found.startColumn}`),
    ),
  ].sort();
}

const piece = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom("\n", " a line of words\n", "x", "=".repeat(97)) },
  fc.constantFrom(`${TOKEN} `, `"${TOKEN}"\n`, `${Buffer.from(`in base64: ${TOKEN}`).toString("base64")}\n`),
);

describe("a file that is scanned in windows", () => {
  test("gives what it gives as a whole, wherever windows and chunks are cut", () => {
    fc.assert(
      fc.property(
        fc.array(piece, { minLength: 40, maxLength: 120 }),
        fc.integer({ min: 8, max: 900 }),
        fc.integer({ min: 1, max: 3000 }),
        (pieces, stride, chunk) => {
          const bytes = Buffer.from(pieces.join(""));
          const scan = windows(stride);
          for (let from = 0; from < bytes.length; from += chunk) scan.add(bytes.subarray(from, from + chunk));
          expect(places(scan.end())).toEqual(places(whole(bytes)));
        },
      ),
      { numRuns: 60 },
    );
  });

  test("has encoded parts that are longer than a window read by their units in each", () => {
    for (let before = 0; before < 5; before += 1) {
      const text = `${"word ".repeat(600)}${TOKEN}${" word".repeat(600)}`;
      const scan = windows(1000);
      scan.add(Buffer.from(`${"-".repeat(before)} ${Buffer.from(text).toString("base64")}`));
      expect(new Set(places(scan.end()).map((found) => found.split(" ")[0]))).toEqual(new Set(["npm-token"]));
    }
  });

  test("has parts that are encoded several times read by their units at each depth", () => {
    let text = `${"word ".repeat(3000)}${TOKEN}${" word".repeat(3000)}`;
    for (let depth = 1; depth <= 3; depth += 1) {
      text = btoa(text);
      for (const before of [" ", "--- "]) {
        const scan = windows(4096);
        scan.add(Buffer.from(`${before}${text}`));
        const found = places(scan.end()).map((place) => place.split(" ")[0]);
        expect({ depth, found: new Set(found) }).toEqual({ depth, found: new Set(["npm-token"]) });
      }
    }
  });

  test("is refused if it ends as an archive does", () => {
    const scan = windows(1000);
    scan.add(Buffer.from(`${"text ".repeat(1000)}PK\u0005\u0006${"\0".repeat(18)}`, "latin1"));
    expect(scan.end()).toMatchObject({ kind: "over budget", file: "f" });
  });
});
