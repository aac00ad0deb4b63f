import { followTable, type FollowTable } from "./follow-table.ts";
import { lengthOf } from "./length.ts";
import { appended, type LiteralSet, literalSet } from "./literal-set.ts";
import type { RegexNode } from "./regex-node.ts";

/** Literals of which every match contains one, at a bounded distance from its start: where it is worth to look. */
export interface Anchor {
  /** In lower case, as latin1 text, two bytes long at least. */
  literals: readonly string[];
  /** Fewest and most bytes between the start of a match and the literal. */
  distance: { min: number; max: number };
  /** The expression from the literal on. */
  rest: RegexNode;
  /** Made when it is first asked for. */
  readonly follow: FollowTable | undefined;
}

const SHORTEST_LITERAL = 2;
const FARTHEST = 4096;

/** An anchor for each alternative at the top of the expression; undefined if one has none. */
export function anchorsOf(tree: RegexNode): readonly Anchor[] | undefined {
  const anchors: Anchor[] = [];
  for (const alternative of alternatives(tree)) {
    const anchor = bestAnchor(flattened(alternative));
    if (anchor === undefined) return undefined;
    anchors.push(anchor);
  }
  return anchors;
}

function alternatives(tree: RegexNode): readonly RegexNode[] {
  if (tree.kind === "group") return alternatives(tree.body);
  return tree.kind === "choice" ? tree.options : [tree];
}

/** The parts of a sequence, those of nested groups and of few repetitions too. */
function flattened(node: RegexNode): RegexNode[] {
  switch (node.kind) {
    case "sequence":
      return node.parts.flatMap(flattened);
    case "group":
      return flattened(node.body);
    case "repeat":
      if (node.min !== node.max || node.min < 1 || node.min > 4) return [node];
      return Array.from({ length: node.min }, () => flattened(node.body)).flat();
    case "empty":
    case "class":
    case "choice":
    case "assert":
      return [node];
  }
}

function bestAnchor(parts: readonly RegexNode[]): Anchor | undefined {
  let best: { set: LiteralSet; distance: Anchor["distance"]; at: number; end: number } | undefined;
  let bestScore = 0;
  const distance = { min: 0, max: 0 };
  for (const [at, part] of parts.entries()) {
    if (distance.max > FARTHEST) break;
    let set: LiteralSet = { texts: [""], exact: true };
    const isCovered = isOneText(parts[at - 1]);
    for (let end = at; end < parts.length && set.exact && !isCovered; end += 1) {
      const longer = appended(set, parts.slice(end, end + 1));
      // What could not be taken in leaves the texts as they were
      if (longer.texts === set.texts) break;
      set = longer;
      const score = scoreOf(set.texts, distance);
      if (score === undefined || score <= bestScore) continue;
      bestScore = score;
      best = { set, distance: { ...distance }, at, end: end + 1 };
    }
    const length = lengthOf(part);
    distance.min += length.min;
    distance.max += length.max;
  }
  if (best === undefined) return undefined;
  const following = best.set.exact ? parts.slice(best.end) : undefined;
  let follow: FollowTable | undefined | "not made" = "not made";
  return {
    literals: best.set.texts,
    distance: best.distance,
    rest: { kind: "sequence", parts: parts.slice(best.at) },
    get follow() {
      if (follow === "not made") follow = following && followTable(following);
      return follow;
    },
  };
}

/** Whether a literal that begins behind a part is only the end of one that begins with it. */
function isOneText(part: RegexNode | undefined): boolean {
  const set = part && literalSet(part);
  return set !== undefined && set.exact && set.texts.length === 1 && set.texts[0] !== "";
}

/** Long literals of varied bytes are seldom in other text; few of them at a fixed distance are cheap to try. */
function scoreOf(texts: readonly string[], distance: Anchor["distance"]): number | undefined {
  const shortest = Math.min(...texts.map((text) => text.length));
  if (shortest < SHORTEST_LITERAL) return undefined;
  const variety = Math.min(...texts.map((text) => new Set(text).size));
  return (
    Math.min(shortest, 10, variety * 2) * 8 -
    Math.log2(texts.length) * 2 -
    (distance.min === distance.max ? 0 : 6) -
    Math.min(distance.max, 60) / 60
  );
}
