import { byteClass } from "./byte-class.ts";
import type { RegexNode } from "./regex-node.ts";

/** Fewest and most bytes that a match has. */
export interface Length {
  min: number;
  max: number;
}

export function lengthOf(node: RegexNode): Length {
  switch (node.kind) {
    case "empty":
    case "assert":
      return { min: 0, max: 0 };
    case "class": {
      const { single, sequences } = byteClass(node.points);
      const lengths = sequences.map((bytes) => bytes.length);
      if (single.includes(1) || lengths.length === 0) lengths.push(1);
      return { min: Math.min(...lengths), max: Math.max(...lengths) };
    }
    case "group":
      return lengthOf(node.body);
    case "sequence":
      return sum(node.parts);
    case "choice": {
      const lengths = node.options.map(lengthOf);
      return {
        min: Math.min(...lengths.map(({ min }) => min)),
        max: Math.max(...lengths.map(({ max }) => max)),
      };
    }
    case "repeat": {
      const { min, max } = lengthOf(node.body);
      return { min: min * node.min, max: max === 0 || node.max === 0 ? 0 : max * node.max };
    }
  }
}

export function canBeEmpty(node: RegexNode): boolean {
  return lengthOf(node).min === 0;
}

function sum(parts: readonly RegexNode[]): Length {
  let min = 0;
  let max = 0;
  for (const part of parts) {
    const length = lengthOf(part);
    min += length.min;
    max += length.max;
  }
  return { min, max };
}
