import { describe, expect, test } from "vitest";
import { ConfigScanner } from "../../config-scan/config-scanner.ts";
import type { GitleaksRule } from "../../gitleaks/gitleaks-config.ts";
import { loadConfig } from "../../gitleaks/load-config.ts";
import { hostileShapes, hostileText, type HostileShape } from "../../testing/hostile-texts.ts";
import { genericConfig } from "./generic-config.ts";

const MEGABYTE = 2 ** 20;
const PROBE = 2 ** 11;
/** So many rules share a megabyte when all look at it. */
const TOGETHER = 8;
/** Steps for each byte; with four times as many a scan ends in refusal. */
const MOST_STEPS = 64;
/** What it takes to make the states, whatever the text. */
const ONCE = 300_000;

const { config } = loadConfig({ path: "", text: genericConfig });
const rules = [...config.rules.values()].filter(({ regex }) => regex !== undefined);

const alone = (rule: GitleaksRule): ConfigScanner =>
  new ConfigScanner({ ...config, rules: new Map([[rule.id, { ...rule, required: [] }]]) });

/** Undefined for a text that is refused for what is found in it. */
function stepsFor(scanner: ConfigScanner, text: Uint8Array): number | undefined {
  const result = scanner.scan(text);
  if (result.kind === "scanned") return scanner.steps;
  expect(result.reason).toContain("findings");
  return undefined;
}

function shapesAgainst({ regex }: GitleaksRule): HostileShape[] {
  return regex === undefined ? [] : hostileShapes(regex.regex.tree);
}

/** All shapes side by side. */
function allOf(shapes: readonly HostileShape[], size: number): Uint8Array {
  const share = Math.ceil(size / shapes.length);
  return Buffer.concat(shapes.map((shape) => hostileText(shape, share)));
}

describe.for(rules.map((rule) => [rule.id, rule] as const))("%s", ([, rule]) => {
  const shapes = shapesAgainst(rule);

  test("takes steps in proportion to the size of what makes it work most", () => {
    const probe = alone(rule);
    const steps = new Map(shapes.map((shape) => [shape, stepsFor(probe, hostileText(shape, PROBE)) ?? 0]));
    const [shape] = shapes.toSorted((a, b) => (steps.get(b) ?? 0) - (steps.get(a) ?? 0));
    if (shape === undefined) throw new RangeError("Nothing is made against it");
    const quarter = stepsFor(alone(rule), hostileText(shape, MEGABYTE / 4)) ?? 0;
    const whole = stepsFor(alone(rule), hostileText(shape, MEGABYTE)) ?? 0;
    expect({ shape, isLinear: whole < 4.2 * quarter + ONCE }).toEqual({ shape, isLinear: true });
    expect({ shape, isFew: whole < MOST_STEPS * MEGABYTE }).toEqual({ shape, isFew: true });
  });

  test("takes few steps for a megabyte of all that is made against it", () => {
    expect(stepsFor(alone(rule), allOf(shapes, MEGABYTE)) ?? 0).toBeLessThan(MOST_STEPS * MEGABYTE);
  });
});

describe("all rules together", () => {
  const together = new ConfigScanner(config);

  test("take few steps for megabytes of all that is made against some of them", () => {
    for (let from = 0; from < rules.length; from += TOGETHER) {
      const some = rules.slice(from, from + TOGETHER);
      const share = Math.ceil(MEGABYTE / some.length);
      const text = Buffer.concat(some.map((rule) => allOf(shapesAgainst(rule), share)));
      const steps = stepsFor(together, text) ?? 0;
      expect({ from, isFew: steps < MOST_STEPS * MEGABYTE }).toEqual({ from, isFew: true });
    }
  });
});

describe("a rule whose states are without number", () => {
  const text = "[[rules]]\nid = 'r'\nregex = '''(?:a|b)*a(?:a|b){400}c'''";
  const scanner = new ConfigScanner(loadConfig({ path: "", text }).config);

  test("ends in refusal, not in a pass", () => {
    let state = 1;
    const bytes = Uint8Array.from({ length: MEGABYTE / 16 }, () => {
      state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
      return 97 + (state >>> 31);
    });
    expect(scanner.scan(bytes)).toEqual({
      kind: "over budget",
      reason: expect.stringMatching(/^more than \d+ steps$/),
    });
  });
});
