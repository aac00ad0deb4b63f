import { describe, expect, test } from "vitest";
import { nativeRules } from "../rules/index.ts";
import { seededRandom } from "../rules/testing/seeded-random.ts";
import { watchedBytes } from "../rules/testing/watched-bytes.ts";
import { createNativeScan } from "./native-scan.ts";

const scan = createNativeScan(nativeRules);

interface Seen {
  ruleId: string;
  start: number;
  end: number;
}

/** Findings of a text that arrives in pieces, with places in the whole text. */
function inPieces(text: Uint8Array, cuts: readonly number[]): Seen[] {
  const seen: Seen[] = [];
  let begin = 0;
  let from = 0;
  for (const [index, cut] of [...cuts, text.length].entries()) {
    const isEnd = index === cuts.length;
    const { detections, decidedTo, keepFrom } = scan({ bytes: text.subarray(begin, cut), isEnd, from });
    for (const { ruleId, secret } of detections) {
      seen.push({ ruleId, start: begin + secret.start, end: begin + secret.end });
    }
    from = decidedTo - keepFrom;
    begin += keepFrom;
  }
  return seen;
}

/** A hit of each of several rules, one after the other. */
function textOfHits(ids: readonly string[], seed: number): Uint8Array {
  const random = seededRandom(seed);
  const hits = nativeRules
    .filter(({ id }) => ids.includes(id))
    .map((rule) => rule.samples(random).hits[0] ?? "");
  return Buffer.from(hits.join("\nplain text in between\n"), "latin1");
}

const ids = [
  "github-token",
  "aws-access-key-id",
  "jwt",
  "private-key",
  "azure-account-key",
  "kubernetes-secret",
  "discord-bot-token",
  "openai-key",
  "url-password",
];

describe("native scan", () => {
  test("finds every secret of a text, in order of their places", () => {
    const text = textOfHits(ids, 3);
    const { detections, decidedTo } = scan({ bytes: text, isEnd: true, from: 0 });
    expect(new Set(detections.map(({ ruleId }) => ruleId))).toEqual(new Set(ids));
    expect(detections).toEqual(detections.toSorted((one, other) => one.secret.start - other.secret.start));
    expect(decidedTo).toBe(text.length);
  });

  test("finds each of them once, wherever the text is cut in two", () => {
    const text = textOfHits(ids, 5);
    const whole = inPieces(text, []);
    for (let cut = 0; cut <= text.length; cut += 1) expect(inPieces(text, [cut])).toEqual(whole);
  });

  test("finds each of them once when the text comes in small pieces", () => {
    const text = textOfHits(ids, 7);
    const whole = inPieces(text, []);
    for (const size of [1, 7, 64, 500]) {
      const cuts = Array.from(
        { length: Math.ceil(text.length / size) - 1 },
        (_, index) => (index + 1) * size,
      );
      expect(inPieces(text, cuts)).toEqual(whole);
    }
  });

  test("keeps no more than the longest reach while nothing is undecided", () => {
    const text = Buffer.alloc(100_000, "no secret here. ");
    const { decidedTo, keepFrom } = scan({ bytes: text, isEnd: false, from: 0 });
    expect(text.length - decidedTo).toBeLessThan(64);
    expect(decidedTo - keepFrom).toBe(Math.max(...nativeRules.map(({ reach }) => reach.before)));
  });

  test("looks at each byte of a hostile megabyte a few times only, for all rules together", () => {
    const random = seededRandom(21);
    const samples = nativeRules.flatMap((rule) => rule.samples(random).hits.map((hit) => hit.slice(0, 120)));
    const pieces = [...nativeRules.flatMap(({ literals }) => literals), ...samples];
    let text = "";
    while (text.length < 1_000_000) {
      text += `${pieces[random.integer(0, pieces.length - 1)] ?? ""}${random.text("-= \n", 1)}`;
    }
    const { bytes, looked } = watchedBytes(Buffer.from(text, "latin1"));
    scan({ bytes, isEnd: true, from: 0 });
    expect(looked.count).toBeLessThan(10 * text.length);
  });

  test("names the rule and its confidence, and never the value", () => {
    const text = textOfHits(["github-token"], 9);
    const [found] = scan({ bytes: text, isEnd: true, from: 0 }).detections;
    expect(found).toMatchObject({ kind: "native", name: "GitHub token", tags: ["high"] });
    expect(JSON.stringify(found)).not.toContain("ghp_");
  });
});
