import { decodeTags, encodingsOf, type DecodedText, toOriginal, windows } from "../decode/segment.ts";
import type { Detection, Span } from "../detection.ts";
import { KNOWN_VALUE, type KnownValues } from "../known/known-values.ts";
import type { NativeRule } from "../rules/native-rule.ts";
import { Coverage } from "./coverage.ts";
import type { Hit } from "./hit.ts";
import { NativeSearch } from "./native-search.ts";

/** The detectors that are our own: known values, and native rules. */
export class OwnSearch {
  readonly #known: KnownValues | undefined;
  readonly #native: NativeSearch;

  constructor(known: KnownValues | undefined, rules: readonly NativeRule[]) {
    this.#known = known;
    this.#native = new NativeSearch(rules);
  }

  /** What is in a text; of a decoded one only what was not there before. Throws `OverBudget`. */
  find(text: DecodedText): Hit[] {
    const known = this.#findKnown(text);
    const covered = new Coverage(known.map(({ inText }) => inText));
    const native = this.#native.find(text).filter(({ span }) => !covered.hasMost(span));
    return [
      ...known,
      ...native.map(({ rule, span }) => {
        const { id: ruleId, description: name, confidence } = rule;
        const isCertain = confidence === "high";
        return hit({ ruleId, kind: "native", name, tags: [confidence], isCertain }, span, text);
      }),
    ];
  }

  #findKnown(text: DecodedText): Hit[] {
    const known = this.#known;
    if (known === undefined || known.isEmpty) return [];
    const hits: Hit[] = [];
    for (const { start: from, end: to } of windows(text)) {
      for (const { name, start, end } of known.find(text.bytes.subarray(from, to))) {
        const span = { start: from + start, end: from + end };
        if (text.depth > 0 && text.segments.overlapping(span).length === 0) continue;
        hits.push(hit({ ruleId: KNOWN_VALUE, kind: "known", name, tags: [], isCertain: true }, span, text));
      }
    }
    return hits;
  }
}

type What = Pick<Detection, "ruleId" | "kind" | "name" | "tags"> & Pick<Hit, "isCertain">;

function hit({ isCertain, ...what }: What, span: Span, text: DecodedText): Hit {
  const original = text.depth > 0 ? toOriginal(text, span) : span;
  const encodings = encodingsOf(text.segments.overlapping(span));
  const tags = [...what.tags, ...decodeTags(encodings, text.depth)];
  return {
    detection: { ...what, tags, secret: original, match: original },
    isCertain,
    inText: span,
    depth: text.depth,
    secret: text.bytes.subarray(span.start, span.end),
  };
}
