import { byteClass } from "./byte-class.ts";
import type { RegexNode } from "./regex-node.ts";

/** Byte strings with which every match of a node begins, in lower case as latin1 text; if `exact`, they are the matches. */
export interface LiteralSet {
  texts: readonly string[];
  exact: boolean;
}

/** More literals than this are no gain over trying everywhere. */
const MOST_LITERALS = 64;
const MOST_MEMBERS = 12;
const MOST_COPIES = 24;

const NOTHING: LiteralSet = { texts: [""], exact: true };

const known = new WeakMap<RegexNode, LiteralSet | "none">();

/** Undefined where there are too many, or a match may begin with anything. */
export function literalSet(node: RegexNode): LiteralSet | undefined {
  let set = known.get(node);
  if (set === undefined) {
    set = makeSet(node) ?? "none";
    known.set(node, set);
  }
  return set === "none" ? undefined : set;
}

function makeSet(node: RegexNode): LiteralSet | undefined {
  switch (node.kind) {
    case "empty":
    case "assert":
      return NOTHING;
    case "group":
      return literalSet(node.body);
    case "class":
      return classMembers(node);
    case "choice":
      return joined(node.options.map(literalSet));
    case "sequence":
      return useful(appended(NOTHING, node.parts));
    case "repeat": {
      const body = literalSet(node.body);
      if (body === undefined) return undefined;
      if (node.min === 0) {
        return node.max === 1 && body.exact ? joined([NOTHING, body]) : undefined;
      }
      if (node.min > MOST_COPIES) return undefined;
      const copies = appended(
        NOTHING,
        Array.from({ length: node.min }, () => node.body),
      );
      return useful({ texts: copies.texts, exact: copies.exact && node.min === node.max });
    }
  }
}

/** `front` followed by as many of `parts` as the literals stay few. */
export function appended(front: LiteralSet, parts: readonly RegexNode[]): LiteralSet {
  let { texts } = front;
  for (const part of parts) {
    const next = literalSet(part);
    if (next === undefined || next.texts.length * texts.length > MOST_LITERALS)
      return { texts, exact: false };
    texts = [...new Set(texts.flatMap((before) => next.texts.map((after) => before + after)))];
    if (!next.exact) return { texts, exact: false };
  }
  return { texts, exact: front.exact };
}

function useful(set: LiteralSet): LiteralSet | undefined {
  return set.exact || set.texts.some((text) => text !== "") ? set : undefined;
}

function joined(sets: readonly (LiteralSet | undefined)[]): LiteralSet | undefined {
  const texts = new Set<string>();
  let exact = true;
  for (const set of sets) {
    if (set === undefined) return undefined;
    for (const text of set.texts) texts.add(text);
    exact &&= set.exact;
  }
  return texts.size > MOST_LITERALS ? undefined : { texts: [...texts], exact };
}

function classMembers({ points }: RegexNode & { kind: "class" }): LiteralSet | undefined {
  const { single, sequences } = byteClass(points);
  const texts = new Set(sequences.map((bytes) => Buffer.from(bytes).toString("latin1")));
  single.forEach((isMember, byte) => {
    if (isMember === 1) texts.add(String.fromCharCode(byte >= 65 && byte <= 90 ? byte + 32 : byte));
  });
  return texts.size === 0 || texts.size > MOST_MEMBERS ? undefined : { texts: [...texts], exact: true };
}
