import { Automaton } from "../automaton/automaton.ts";
import { HitBuffer } from "../automaton/hit-buffer.ts";
import type { Detection } from "../detection.ts";
import type { NativeRule } from "../rules/native-rule.ts";
import type { Input } from "../token/match-parts.ts";
import { withoutOverlaps, type Candidate } from "./overlap.ts";

export interface NativeInput extends Input {
  /** Where to go on: literals that begin before this offset were decided by an earlier scan. 0 at the beginning. */
  from: number;
}

/** What native rules say of one buffer. */
export interface NativeFindings {
  /** Of literals that begin before `decidedTo`: in order of their place, no two overlap. */
  detections: readonly Detection[];
  /** Literals from here on are for the next scan: they, or what follows them, may not be whole yet. */
  decidedTo: number;
  /** Bytes before this offset are needed no more: the next buffer begins here, and its `from` is `decidedTo - keepFrom`. */
  keepFrom: number;
}

/** Prepares a search for all rules: one pass for their literals, then each rule at the hits of its own. */
export function createNativeScan(rules: readonly NativeRule[]): (input: NativeInput) => NativeFindings {
  const searched = rules.flatMap((rule, order) => rule.literals.map((literal) => ({ rule, order, literal })));
  const automaton = new Automaton(searched.map(({ literal }) => Buffer.from(literal, "latin1")));
  const longestLiteral = Math.max(1, ...searched.map(({ literal }) => literal.length));
  const reachBefore = Math.max(0, ...rules.map(({ reach }) => reach.before));
  const hits = new HitBuffer();
  return ({ bytes, isEnd, from }) => {
    hits.clear();
    automaton.scan({ bytes, from, to: bytes.length }, hits);
    const candidates: (Candidate & { at: number })[] = [];
    let decidedTo = isEnd ? bytes.length : Math.max(from, bytes.length - longestLiteral + 1);
    for (let index = 0; index < hits.count; index += 1) {
      const end = hits.ends[index] ?? 0;
      for (const found of automaton.literalsAt(hits.nodes[index] ?? 0)) {
        const search = searched[found];
        if (search === undefined) continue;
        const { rule, order, literal } = search;
        const at = end - literal.length;
        if (at >= decidedTo) continue;
        const verdict = rule.verify({ bytes, at, literal, isEnd });
        if (verdict === "more") decidedTo = at;
        else if (verdict !== "no") candidates.push({ rule, order, span: verdict, at });
      }
    }
    const decided = candidates.filter(({ at }) => at < decidedTo);
    return {
      detections: withoutOverlaps(decided).map(detection),
      decidedTo,
      keepFrom: Math.max(0, decidedTo - reachBefore),
    };
  };
}

function detection({ rule, span }: Candidate): Detection {
  return {
    ruleId: rule.id,
    kind: "native",
    name: rule.description,
    secret: span,
    match: span,
    tags: [rule.confidence],
  };
}
