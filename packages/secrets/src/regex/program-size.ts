import { byteClass } from "./byte-class.ts";
import type { RegexNode } from "./regex-node.ts";

/** How many instructions a node compiles to: repetitions are written out. */
export function programSize(node: RegexNode): number {
  switch (node.kind) {
    case "empty":
      return 0;
    case "assert":
      return 1;
    case "class": {
      const { single, sequences } = byteClass(node.points);
      const sizes = sequences.map((bytes) => bytes.length);
      if (single.includes(1) || sizes.length === 0) sizes.push(1);
      return choice(sizes);
    }
    case "group":
      return programSize(node.body) + 2;
    case "sequence":
      return sum(node.parts.map(programSize));
    case "choice":
      return choice(node.options.map(programSize));
    case "repeat": {
      const body = programSize(node.body);
      if (node.max !== Infinity) return body * node.max + (node.max - node.min);
      return body * Math.max(node.min, 1) + (node.min === 0 ? 2 : 1);
    }
  }
}

function sum(sizes: readonly number[]): number {
  return sizes.reduce((total, size) => total + size, 0);
}

function choice(sizes: readonly number[]): number {
  return sum(sizes) + 2 * (sizes.length - 1);
}
