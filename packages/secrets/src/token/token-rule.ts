import type { Hit, NativeRule, Verdict } from "../rules/native-rule.ts";
import { alphabet, BASE64URL, belongs, WORD, type Alphabet } from "./alphabet.ts";
import { beginsToken, BORDER_REACH, endsToken, isIntroduced } from "./border.ts";
import { entropy } from "./entropy.ts";
import { matchParts, matchRunBefore } from "./match-parts.ts";
import { longest, type Part, type Run } from "./part.ts";
import { sampleTokens } from "./sample-tokens.ts";
import { textOf } from "./text.ts";

/** A token with a literal in it, and what stands around that. */
export interface TokenFormat extends Pick<
  NativeRule,
  "id" | "description" | "source" | "audience" | "confidence"
> {
  /** One of these stands in every token; mostly its prefix. */
  literals: readonly string[];
  /** What stands before the literal, where that is not the token's beginning. */
  left?: Run;
  /** What follows the literal. */
  body: readonly Part[];
  /** Holds the structure that an alphabet cannot say: a checksum, JSON inside, … */
  check?: (token: string) => boolean;
  /** Has a checksum: whatever stands around it cannot make it another word. */
  standsAnywhere?: boolean;
  /** The prefix is an ordinary word: not even `-` or `_` may stand before it, as in `cache-key-…`. */
  apart?: boolean;
  /** Is too common in lists and documents to count without a quote or an operator before it. */
  introduced?: boolean;
  /** A valid token; needed where `check` refuses a random one. */
  make?: (random: Parameters<NativeRule["samples"]>[0]) => string;
}

/** A rule of a token whose format says it all: literal, alphabets, lengths, borders, variety, and a check where there is one. */
export function tokenRule(format: TokenFormat): NativeRule {
  const { id, description, source, audience, confidence, literals, left, body } = format;
  const continuing = continuation(body);
  const least = leastEntropy(left === undefined ? body : [left, ...body]);
  const verify = (hit: Hit): Verdict => {
    const { bytes, at, literal } = hit;
    const start = left === undefined ? at : matchRunBefore(bytes, at, left);
    if (start === "no") return "no";
    if (format.standsAnywhere !== true && !beginsToken(bytes, start)) return "no";
    if (format.apart === true && belongs(bytes[start - 1], BASE64URL)) return "no";
    if (format.introduced === true && !isIntroduced(bytes, start)) return "no";
    const end = matchParts(hit, at + literal.length, body);
    if (typeof end === "string") return end;
    if (format.standsAnywhere !== true) {
      const ended = endsToken(hit, end, continuing);
      if (ended !== true) return ended === "more" ? "more" : "no";
    }
    if (entropy(bytes, { start: left === undefined ? at + literal.length : start, end }) < least) return "no";
    const span = { start, end };
    return format.check === undefined || format.check(textOf(bytes, span)) ? span : "no";
  };
  return {
    id,
    description,
    source,
    literals,
    audience,
    confidence,
    reach: {
      before: (left?.most ?? 0) + BORDER_REACH,
      after: Math.max(...literals.map(({ length }) => length)) + longest(body) + 1,
    },
    verify,
    samples: (random) => sampleTokens(format, random),
  };
}

/** What would make the token longer than it is. */
function continuation(body: readonly Part[]): Alphabet {
  const last = body.at(-1);
  return typeof last === "object" ? alphabet(WORD.characters + last.alphabet.characters) : WORD;
}

/** A placeholder (`xxxx…`, `0000…`) has less than about half of the entropy that its length and alphabet allow. */
function leastEntropy(body: readonly Part[]): number {
  const runs = body.filter((part) => typeof part === "object");
  const length = runs.reduce((sum, { least }) => sum + least, 0);
  const variety = Math.max(1, ...runs.map(({ alphabet: { characters } }) => characters.length));
  return 0.55 * Math.log2(Math.max(1, Math.min(length, variety)));
}
