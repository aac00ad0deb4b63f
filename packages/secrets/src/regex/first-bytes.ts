import { byteClass } from "./byte-class.ts";
import { canBeEmpty } from "./length.ts";
import type { RegexNode } from "./regex-node.ts";

/** 1 for each byte with which a match of the parts, one after the other, can begin; undefined if it can be empty. */
export function firstBytes(parts: readonly RegexNode[]): Uint8Array | undefined {
  const bytes = new Uint8Array(256);
  for (const part of parts) {
    addFirst(part, bytes);
    if (!canBeEmpty(part)) return bytes;
  }
  return undefined;
}

function addFirst(node: RegexNode, to: Uint8Array): void {
  switch (node.kind) {
    case "empty":
    case "assert":
      return;
    case "class": {
      const { single, sequences } = byteClass(node.points);
      single.forEach((isMember, byte) => {
        if (isMember === 1) to[byte] = 1;
      });
      for (const [lead] of sequences) to[lead ?? 0] = 1;
      return;
    }
    case "group":
      addFirst(node.body, to);
      return;
    case "repeat":
      if (node.max > 0) addFirst(node.body, to);
      return;
    case "choice":
      for (const option of node.options) addFirst(option, to);
      return;
    case "sequence":
      for (const part of node.parts) {
        addFirst(part, to);
        if (!canBeEmpty(part)) return;
      }
  }
}
