import type { Span } from "../detection.ts";

/** What a rule says of one hit of one of its literals; `more`: the buffer ends before that is decided. */
export type Verdict = Span | "no" | "more";

/** Where the literal was seen. */
export interface Hit {
  bytes: Uint8Array;
  /** First byte of the literal. */
  at: number;
  literal: string;
  /** No further bytes follow: `more` is no answer then. */
  isEnd: boolean;
}

/** A token format that is recognised by its structure: no regular expression, time bounded by `reach`. */
export interface NativeRule {
  id: string;
  /** One phrase, e.g. `GitHub personal access token`. */
  description: string;
  /** Where the provider describes the format. */
  source: string;
  /** ASCII literals that every token of this format contains; searched for as they are written. */
  literals: readonly string[];
  /** Most bytes that `verify` looks at before and after the first byte of the literal. */
  reach: { before: number; after: number };
  /** Hosts to which this token belongs: `example.com`, or `*.example.com` for every host below it. */
  audience: readonly string[];
  /** `high`: checksum or marker; `medium`: prefix and shape; `low`: known by its context only. */
  confidence: "high" | "medium" | "low";
  verify(hit: Hit): Verdict;
  /** Texts made from own templates: `hits` (three at least) must be found, `misses` (three at least) not. */
  samples(random: Random): { hits: readonly string[]; misses: readonly string[] };
}

/** Seeded randomness for samples. */
export interface Random {
  /** Characters of an alphabet. */
  text(alphabet: string, length: number): string;
  /** A whole number from `low` up to and including `high`. */
  integer(low: number, high: number): number;
}
