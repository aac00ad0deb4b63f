import fc from "fast-check";
import { RE2JS } from "re2js";
import { expect, test } from "vitest";
import { loadConfig } from "../gitleaks/load-config.ts";
import { parseRegex } from "../regex/parse-regex.ts";
import { StepBudget } from "../regex/step-budget.ts";
import { ConfigScanner } from "./config-scanner.ts";
import { searchAll } from "./match-run.ts";
import { ContentMatcher } from "./rule-matcher.ts";

const part = fc.oneof(
  fc.constantFrom(
    "ab",
    "(?i)ka",
    "[ab]{1,3}",
    "c?",
    "(?:ab|k)",
    "(?:a|bc)+",
    "\\b",
    "[^b]{0,4}?",
    "(b)",
    "$",
    "^",
    "\\s",
  ),
  fc.constantFrom(".*", ".{0,9}?", "[\\w-]{0,20}?"),
);
const source = fc
  .array(fc.array(part, { minLength: 1, maxLength: 6 }), { minLength: 1, maxLength: 3 })
  .map((options) => options.map((parts) => parts.join("")).join("|"));
const text = fc
  .array(fc.constantFrom("a", "b", "c", "k", "K", "-", " ", "\n", "ab", "abk"), {
    minLength: 1,
    maxLength: 40,
  })
  .map((all) => all.join(""));

test("a scan finds the matches that RE2 finds, whatever the expression's anchors are", () => {
  fc.assert(
    fc.property(source, text, (regex, subject) => {
      const expected: string[] = [];
      const matcher = RE2JS.compile(regex).matcher(subject);
      while (matcher.find()) {
        const found = matcher.group() ?? "";
        const skipped = /^\n*/.exec(found)?.[0].length ?? 0;
        const start = matcher.start() + (skipped < found.length ? skipped : 0);
        expected.push(`${start}:${found.replace(/^\n+|\n+$/g, "")}`);
      }
      const { config } = loadConfig({ path: "", text: `[[rules]]\nid = "one"\nregex = '''${regex}'''` });
      const result = new ConfigScanner(config).scan(Buffer.from(subject));
      const detections = result.kind === "scanned" ? result.detections : [];
      const ours = detections.map(({ match }) => `${match.start}:${subject.slice(match.start, match.end)}`);
      const isEmpty = (one: string): boolean => one.endsWith(":");
      expect(ours.filter((one) => !isEmpty(one))).toEqual(expected.filter((one) => !isEmpty(one)));
    }),
    // What leads to the second match leads to the first one too, by the other alternative
    { numRuns: 2000, examples: [["(?i)ka|.{0,9}?ab", "Kaabka"]] },
  );
});

test("so does a search of all of a text", () => {
  fc.assert(
    fc.property(source, text, (regex, subject) => {
      const expected: string[] = [];
      const matcher = RE2JS.compile(regex).matcher(subject);
      while (matcher.find()) {
        if (matcher.end() > matcher.start()) expected.push(`${matcher.start()}-${matcher.end()}`);
      }
      const all = searchAll(new ContentMatcher(parseRegex(regex), new StepBudget()), Buffer.from(subject));
      const ours = all.filter(({ start, end }) => end > start).map(({ start, end }) => `${start}-${end}`);
      expect(ours).toEqual(expected);
    }),
    { numRuns: 2000 },
  );
});
