import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { KnownValues } from "../known/known-values.ts";
import { nativeRules } from "../rules/index.ts";
import type { Hit, NativeRule, Verdict } from "../rules/native-rule.ts";
import { seededRandom } from "../rules/testing/seeded-random.ts";
import { HeldBytes } from "./held-bytes.ts";
import { NativeTable } from "./native-table.ts";
import { Screen } from "./screen.ts";

const samples = (): { hits: string[]; misses: string[] } => ({ hits: [], misses: [] });
const toy = (id: string, rule: Pick<NativeRule, "literals" | "reach" | "verify">): NativeRule => ({
  id,
  description: id,
  source: "made up",
  audience: ["own.test", "*.own.test"],
  confidence: "high",
  samples,
  ...rule,
});

/** A regular expression, asked what it would say once all bytes are there: `more` where another end could change that. */
const matched =
  (pattern: RegExp, before: number, most: number) =>
  (hit: Hit): Verdict => {
    const start = hit.at - before;
    const text = Buffer.from(hit.bytes.subarray(Math.max(0, start), hit.at + most)).toString("latin1");
    if (!hit.isEnd && hit.bytes.length < hit.at + most) return "more";
    const found = start < 0 ? null : pattern.exec(text);
    return found === null ? "no" : { start, end: start + found[0].length };
  };

const rules: readonly NativeRule[] = [
  toy("prefix", {
    literals: ["tok_"],
    reach: { before: 0, after: 13 },
    verify: matched(/^tok_[ab]{8}(?![ab])/, 0, 13),
  }),
  toy("middle", {
    literals: [".key."],
    reach: { before: 2, after: 8 },
    verify: matched(/^[ab]{2}\.key\.[ab]{3}/, 2, 8),
  }),
  toy("long", {
    literals: ["<<<", "<[["],
    reach: { before: 0, after: 40 },
    verify: matched(/^<(?:<<|\[\[)[ab]{0,30}>/, 0, 40),
  }),
];
const known = new KnownValues([{ name: "VALUE", value: "q7Rz-x9Kp-m2Wv-t5Ny" }]);
const screen = new Screen(known, new NativeTable(rules));

interface Seen {
  found: string[];
  out: string;
  /** What left, chunk by chunk. */
  steps: string[];
}

function streamed(one: Screen, chunks: readonly Uint8Array[]): Seen {
  const stream = one.stream("other.test");
  const held = new HeldBytes();
  const found = new Set<string>();
  const steps: string[] = [];
  let before = 0;
  for (const chunk of chunks) {
    const { detections, openFrom } = stream.push(chunk);
    for (const { ruleId, secret } of detections) found.add(`${ruleId} ${before + secret.end}`);
    const kept = held.length;
    steps.push(Buffer.from(held.hold(held.followedBy(chunk), kept + openFrom)).toString("latin1"));
    before += chunk.length;
  }
  for (const { ruleId, secret } of stream.end()) found.add(`${ruleId} ${before + secret.end}`);
  steps.push(Buffer.from(held.followedBy(new Uint8Array(0))).toString("latin1"));
  return { found: [...found].toSorted(), out: steps.join(""), steps };
}

function pieces(whole: Buffer, sizes: readonly number[]): Buffer[] {
  const chunks: Buffer[] = [];
  let at = 0;
  for (const size of sizes) chunks.push(whole.subarray(at, (at += size)));
  return [...chunks, whole.subarray(at)];
}

describe("a stream on its way out", () => {
  const part = fc.constantFrom("tok_", "abababab", "ab", ".key.", "aba", "<<<", "<[[", ">", " ", "tok_aabbaabb", "ab.key.bba", "q7Rz-x9Kp-m2Wv-t5Ny", "x9Kp-m2Wv"); // prettier-ignore
  const text = fc.array(part, { maxLength: 30 }).map((parts) => Buffer.from(parts.join("")));

  test("shows the same tokens however it is cut, and lets the same bytes go", () => {
    fc.assert(
      fc.property(text, fc.array(fc.nat(12), { maxLength: 60 }), (whole, sizes) => {
        const cut = streamed(screen, pieces(whole, sizes));
        const uncut = streamed(screen, [whole]);
        // a value that goes on where a chunk ended is told twice
        expect(cut.found.filter((one) => !one.startsWith("known"))).toEqual(
          uncut.found.filter((one) => !one.startsWith("known")),
        );
        for (const one of uncut.found) expect(cut.found).toContain(one);
        expect(cut.out).toBe(whole.toString());
      }),
      { numRuns: 1000 },
    );
  });

  test("what was let go before a finding was told ends before the last byte of any", () => {
    fc.assert(
      fc.property(text, fc.array(fc.nat(12), { maxLength: 60 }), (whole, sizes) => {
        const stream = screen.stream("other.test");
        const held = new HeldBytes();
        let out = "";
        for (const chunk of pieces(whole, sizes)) {
          const { detections, openFrom } = stream.push(chunk);
          if (detections.length > 0) break;
          const kept = held.length;
          out += Buffer.from(held.hold(held.followedBy(chunk), kept + openFrom)).toString();
        }
        for (const { secret } of screen.find(whole, "other.test"))
          expect(out.length).toBeLessThan(secret.end);
      }),
      { numRuns: 500 },
    );
  });

  test("is held back only from where a literal is open, and let go as soon as that is decided", () => {
    expect(streamed(screen, [Buffer.from("nothing here"), Buffer.from(" at all to")]).steps).toEqual([
      "nothing here",
      " at all to",
      "",
    ]);
    expect(streamed(screen, [Buffer.from("a tok_"), Buffer.from("x and so on, long enough")]).steps).toEqual([
      "a ",
      "tok_x and so on, long enough",
      "",
    ]);
  });

  test("shows no token on a host that it is for, and every value of the bottle there too", () => {
    const bytes = Buffer.from("tok_aabbaabb! q7Rz-x9Kp-m2Wv-t5Ny");
    const ids = (host: string | null): string[] => screen.find(bytes, host).map(({ ruleId }) => ruleId);
    expect(ids("own.test")).toEqual(["known-value"]);
    expect(ids("api.own.test")).toEqual(["known-value"]);
    for (const host of ["other.test", "notown.test", "own.test.other.test", null])
      expect(ids(host)).toEqual(["prefix", "known-value"]);
  });
});

test("every sample of every rule is found wherever it is cut, and nowhere else than uncut", () => {
  for (const rule of nativeRules) {
    const one = new Screen(new KnownValues([]), new NativeTable([rule]));
    const { hits, misses } = rule.samples(seededRandom(5));
    for (const sample of [...hits.slice(0, 3), ...misses.slice(0, 3)]) {
      const bytes = Buffer.from(`${sample} and more`);
      const uncut = streamed(one, [bytes]).found;
      const step = Math.max(1, Math.floor(bytes.length / 12));
      for (let cut = 1; cut < bytes.length; cut += step)
        expect([rule.id, cut, streamed(one, [bytes.subarray(0, cut), bytes.subarray(cut)]).found]).toEqual([
          rule.id,
          cut,
          uncut,
        ]);
    }
  }
});

test("a chunk that goes as it is shows what would be a token if nothing followed", () => {
  const stream = screen.stream("other.test");
  expect(stream.inspect(Buffer.from("a tok_aab"))).toEqual([]);
  expect(stream.inspect(Buffer.from("baabb"))).toMatchObject([{ ruleId: "prefix" }]);
  expect(stream.inspect(Buffer.from("ab.key.bba"))).toMatchObject([{ ruleId: "middle" }]);
});

test("more than 64 KiB is never held back", () => {
  const held = new HeldBytes();
  const chunk = Buffer.alloc(50_000);
  expect(held.hold(held.followedBy(chunk), 0).length).toBe(0);
  expect(held.hold(held.followedBy(chunk), 0).length).toBe(100_000 - 65_536);
  expect(held.length).toBe(65_536);
});
