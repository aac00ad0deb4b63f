import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { GitleaksConfig } from "../gitleaks/gitleaks-config.ts";
import { loadConfig } from "../gitleaks/load-config.ts";
import { hostileShapes, hostileText } from "../testing/hostile-texts.ts";
import { ConfigScanner } from "./config-scanner.ts";

const word = fc.string({
  unit: fc.constantFrom(..."abcdeiklmnorstuz".split("")),
  minLength: 2,
  maxLength: 9,
});
const length = fc.integer({ min: 8, max: 80 });
const end = "(?:[\\x60'\"\\s;]|\\\\[nr]|$)";

/** The shapes that rules have: a prefix, a name before a value, a block, a header, several words; and worse ones. */
const regex = fc.oneof(
  fc.tuple(word, length).map(([name, count]) => `\\b(${name}_[a-zA-Z0-9]{${count}})${end}`),
  fc
    .tuple(word, length)
    .map(
      ([name, count]) =>
        `(?i)[\\w.-]{0,50}?(?:${name})(?:[ \\t\\w.-]{0,20})[\\s'"]{0,3}(?:=|>|:{1,3}=|\\|\\||:|=>|\\?=|,)[\\x60'"\\s=]{0,5}([a-z0-9=_\\-]{${count}})${end}`,
    ),
  word.map((name) => `(?i)-----BEGIN[ A-Z0-9_-]{0,100}${name}-----[\\s\\S-]{64,}?-----END`),
  word.map(
    (name) =>
      `(?i)\\b${name}\\b(?:.*|.*(?:[\\r\\n]{1,2}.*){1,5})[ \\t\\n\\r]-H[ =]?["']?(?:key: )([\\w=~@.+/-]{8,})`,
  ),
  fc.tuple(word, word).map(([one, other]) => `(?:${one}|${other}).{0,40}\\b[0-9a-f]{32}\\b`),
  word.map((name) => `(?:${name}|[a-z]+)*${name}(?:[^;]*;){3}`),
  word.map((name) => `${name}(?:(?:a|b|ab)*c?){1,20}!`),
  fc.constant("[a-f0-9]{12}-(?:[a-f]+[0-9]+)+-"),
);

function configuration(seed: number): GitleaksConfig {
  const rules = fc.sample(regex, { seed, numRuns: 24 });
  const text = rules
    .map((source, index) => `[[rules]]\nid = "r${index}"\nregex = '''${source}'''`)
    .join("\n");
  return loadConfig({ path: "", text }).config;
}

const MEGABYTE = 2 ** 20;

/** Steps that a scan took; undefined if it ended in refusal for what it found. */
function stepsFor(scanner: ConfigScanner, bytes: Uint8Array): number | undefined {
  const result = scanner.scan(bytes);
  if (result.kind === "over budget") expect(result.reason).toContain("findings");
  return result.kind === "scanned" ? scanner.steps : undefined;
}

describe("hostile texts", () => {
  const config = configuration(7);
  const scanner = new ConfigScanner(config);
  /** Some of each rule, spread over all that there are. */
  const shapes = [...config.rules.values()].flatMap(({ regex: own }, rule) => {
    const all = own === undefined ? [] : hostileShapes(own.regex.tree);
    return [0, 1, 2]
      .map((one) => all[(rule * 13 + one * 29) % all.length])
      .filter((shape) => shape !== undefined);
  });

  test("of a megabyte each stay far within the steps that are allowed, with all rules on", () => {
    for (const shape of shapes) {
      const steps = stepsFor(scanner, hostileText(shape, MEGABYTE)) ?? 0;
      expect({ shape, isFar: steps < 128 * MEGABYTE }).toEqual({ shape, isFar: true });
    }
  });

  test("take steps in proportion to their size", () => {
    for (const shape of shapes) {
      const small = stepsFor(scanner, hostileText(shape, MEGABYTE / 16));
      const large = stepsFor(scanner, hostileText(shape, MEGABYTE / 4));
      if (small === undefined || large === undefined) continue;
      expect({ shape, isLinear: large < 5 * small + 100_000 }).toEqual({ shape, isLinear: true });
    }
  });
});
