import { Automaton } from "../automaton/automaton.ts";
import { HitBuffer } from "../automaton/hit-buffer.ts";
import type { Detection } from "../detection.ts";
import type { NativeRule } from "../rules/native-rule.ts";
import type { Input } from "../token/match-parts.ts";
import { withoutOverlaps, type Candidate } from "./overlap.ts";

/** What native rules say of one buffer. */
export interface NativeFindings {
  /** In order of their place; no two overlap. */
  detections: readonly Detection[];
  /**
   * Everything before this offset is decided; from here on a secret may begin that the buffer does not show whole. Keep the
   * bytes from here and scan them again with what follows. The buffer's length at the end of a stream.
   */
  decidedTo: number;
}

/** Prepares a search for all rules: one pass for their literals, then each rule at the hits of its own. */
export function createNativeScan(rules: readonly NativeRule[]): (input: Input) => NativeFindings {
  const searched = rules.flatMap((rule, order) => rule.literals.map((literal) => ({ rule, order, literal })));
  const automaton = new Automaton(searched.map(({ literal }) => Buffer.from(literal, "latin1")));
  const longestLiteral = Math.max(1, ...searched.map(({ literal }) => literal.length));
  const reachBefore = Math.max(0, ...rules.map(({ reach }) => reach.before));
  const hits = new HitBuffer();
  return ({ bytes, isEnd }) => {
    hits.clear();
    automaton.scan({ bytes, from: 0, to: bytes.length }, hits);
    const candidates: Candidate[] = [];
    let decidedTo = isEnd ? bytes.length : Math.max(0, bytes.length - longestLiteral + 1 - reachBefore);
    for (let index = 0; index < hits.count; index += 1) {
      const end = hits.ends[index] ?? 0;
      for (const found of automaton.literalsAt(hits.nodes[index] ?? 0)) {
        const search = searched[found];
        if (search === undefined) continue;
        const { rule, order, literal } = search;
        const at = end - literal.length;
        const verdict = rule.verify({ bytes, at, literal, isEnd });
        if (verdict === "more") decidedTo = Math.min(decidedTo, Math.max(0, at - rule.reach.before));
        else if (verdict !== "no") candidates.push({ rule, order, span: verdict });
      }
    }
    return { detections: withoutOverlaps(candidates).map(detection), decidedTo };
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
