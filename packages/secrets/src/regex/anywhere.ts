import { MAX_CODE_POINT } from "./code-points.ts";
import type { RegexNode } from "./regex-node.ts";

/** The expression with anything in front of it: a match at 0 of the result is a match anywhere. */
export function anywhere(tree: RegexNode): RegexNode {
  const any: RegexNode = { kind: "class", points: [0, MAX_CODE_POINT] };
  return {
    kind: "sequence",
    parts: [{ kind: "repeat", body: any, min: 0, max: Infinity, greedy: false }, tree],
  };
}
