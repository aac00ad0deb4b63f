import { Automaton } from "../automaton/automaton.ts";
import { HitBuffer } from "../automaton/hit-buffer.ts";
import type { Anchor } from "../regex/anchor.ts";
import { type FollowTable, GO, SKIP } from "../regex/follow-table.ts";
import { MOST_ANCHORS, type RuleMatcher } from "./rule-matcher.ts";

/** Who wants to know of a literal. */
interface Use {
  length: number;
  /** Number of the keyword that it is, -1 if none. */
  keyword: number;
  targets: Target[];
}

/** An anchor of a rule. */
interface Target {
  rule: number;
  /** Its number. */
  anchor: number;
  is: Anchor;
}

/** Takes what is seen in a text. */
export interface Sightings {
  /** `start`: the earliest at which a match may begin; it can be negative. */
  anchor(rule: number, hit: number): void;
  keyword(keyword: number): void;
}

/** All literals by which rules are found, and the keywords that some wait for, in one automaton. */
export class LiteralIndex {
  /** For each rule the numbers of its keywords; none where its anchors imply one. */
  readonly keywordsOf: readonly Int32Array[];
  readonly keywordCount: number;
  /** Most bytes between the end of a literal and the earliest start of a match. */
  readonly reach: number;
  readonly #automaton: Automaton;
  readonly #uses: readonly Use[];
  readonly #hits = new HitBuffer();

  /** Only rules for which `isSought` are looked for by their anchors. */
  constructor(rules: readonly RuleMatcher[], isSought: (rule: RuleMatcher) => boolean) {
    const uses = new Map<string, Use>();
    const use = (literal: string): Use => {
      const known = uses.get(literal) ?? { length: literal.length, keyword: -1, targets: [] };
      uses.set(literal, known);
      return known;
    };
    let count = 0;
    this.keywordsOf = rules.map(({ rule, content }) => {
      const keywords = rule.keywords.filter((word) => word !== "").map(latin1);
      const literals = content?.anchors?.flatMap((anchor) => anchor.literals);
      const isImplied = literals?.every((literal) => keywords.some((keyword) => literal.includes(keyword)));
      if (isImplied === true) return new Int32Array(0);
      return Int32Array.from(keywords, (keyword) => {
        const known = use(keyword);
        if (known.keyword < 0) known.keyword = count++;
        return known.keyword;
      });
    });
    let reach = 0;
    rules.forEach((matcher, rule) => {
      if (!isSought(matcher)) return;
      matcher.content?.anchors?.forEach((is, anchor) => {
        const { literals, distance } = is;
        for (const literal of literals) {
          use(literal).targets.push({ rule, anchor, is });
          reach = Math.max(reach, literal.length + distance.max);
        }
      });
    });
    this.keywordCount = count;
    this.reach = reach;
    this.#uses = [...uses.values()];
    this.#automaton = new Automaton(
      [...uses.keys()].map((literal) => Buffer.from(literal, "latin1")),
      { ignoreCase: true },
    );
  }

  /** Reports what ends in `bytes[from]` to `bytes[to]`; returns the state with which the next piece goes on. */
  scan(piece: { bytes: Uint8Array; from: number; to: number }, sightings: Sightings, state?: number): number {
    const hits = this.#hits;
    hits.clear();
    const next = this.#automaton.scan(piece, hits, state);
    for (let hit = 0; hit < hits.count; hit += 1) {
      const end = hits.ends[hit] ?? 0;
      for (const literal of this.#automaton.literalsAt(hits.nodes[hit] ?? 0)) {
        const use = this.#uses[literal];
        if (use === undefined) continue;
        if (use.keyword >= 0) sightings.keyword(use.keyword);
        for (const { rule, anchor, is } of use.targets) {
          const { follow } = is;
          if (follow !== undefined && !mayFollow(piece.bytes, end, follow)) continue;
          sightings.anchor(rule, (end - use.length - is.distance.max) * MOST_ANCHORS + anchor);
        }
      }
    }
    return next;
  }

  /** 1 for each keyword that a text has. */
  keywordsIn(bytes: Uint8Array): Uint8Array {
    const seen = new Uint8Array(this.keywordCount);
    const sightings: Sightings = {
      keyword: (keyword) => {
        seen[keyword] = 1;
      },
      anchor: () => {},
    };
    let state: number | undefined;
    for (let from = 0; from < bytes.length; from += KEYWORD_PIECE) {
      const to = Math.min(bytes.length, from + KEYWORD_PIECE);
      state = this.scan({ bytes, from, to }, sightings, state);
    }
    return seen;
  }
}

/** Bytes between which hits are worked off: it bounds the memory for them. */
const KEYWORD_PIECE = 2 ** 20;

function mayFollow(bytes: Uint8Array, end: number, { verdicts, reach }: FollowTable): boolean {
  const last = Math.min(bytes.length - 1, end + reach);
  let at = end;
  while (at < last && verdicts[bytes[at] ?? 0] === SKIP) at += 1;
  return at <= last && verdicts[bytes[at] ?? 0] === GO;
}

function latin1(keyword: string): string {
  return Buffer.from(keyword).toString("latin1");
}
