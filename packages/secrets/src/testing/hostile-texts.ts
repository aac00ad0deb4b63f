import type { RegexNode } from "../regex/regex-node.ts";

/** A text that makes a matcher work: `front`, then `unit` over and over. */
export interface HostileShape {
  front: string;
  unit: string;
}

/** What nearly matches an expression, over and over, and long runs of what its repetitions take. */
export function hostileShapes(tree: RegexNode): HostileShape[] {
  const parts = topParts(tree);
  const fillers = [...new Set(parts.flatMap(fill))];
  const fronts = parts.map((_, index) =>
    parts
      .slice(0, index + 1)
      .map(sample)
      .join(""),
  );
  return [...new Set(fronts)]
    .filter((front) => front !== "")
    .flatMap((front) => [
      { front: "", unit: `${front} ` },
      { front: "", unit: front },
      { front: "", unit: front.slice(0, -1) || front },
      ...fillers.flatMap((filler) => [
        { front, unit: filler },
        { front: "", unit: front + filler.repeat(40) },
        { front: "", unit: filler.repeat(3) + front },
      ]),
    ]);
}

/** A shape in so many bytes. */
export function hostileText({ front, unit }: HostileShape, size: number): Uint8Array {
  const bytes = Buffer.alloc(size, unit);
  bytes.write(front);
  return bytes;
}

function topParts(node: RegexNode): readonly RegexNode[] {
  if (node.kind === "group") return topParts(node.body);
  return node.kind === "sequence" ? node.parts.flatMap(topParts) : [node];
}

/** A shortest text that a node matches, or nearly. */
function sample(node: RegexNode): string {
  switch (node.kind) {
    case "empty":
    case "assert":
      return "";
    case "class":
      return member(node.points);
    case "sequence":
      return node.parts.map(sample).join("");
    case "choice":
      return node.options.map(sample).find((text) => text !== "") ?? "";
    case "group":
      return sample(node.body);
    case "repeat":
      return sample(node.body).repeat(node.min);
  }
}

/** What the repetitions of a node take. */
function fill(node: RegexNode): string[] {
  switch (node.kind) {
    case "empty":
    case "assert":
    case "class":
      return [];
    case "sequence":
      return node.parts.flatMap(fill);
    case "choice":
      return node.options.flatMap(fill);
    case "group":
      return fill(node.body);
    case "repeat":
      return [sample(node.body), ...fill(node.body)].filter((text) => text !== "");
  }
}

/** A letter or digit if there is one. */
function member(points: readonly number[]): string {
  const isIn = (point: number): boolean =>
    points.some((low, at) => at % 2 === 0 && point >= low && point <= (points[at + 1] ?? low));
  const likely = ["a", "A", "0", "-", "=", " "].find((text) => isIn(text.charCodeAt(0)));
  return likely ?? String.fromCodePoint(points[0] ?? 32);
}
