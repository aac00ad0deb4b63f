import type { RegexNode } from "../regex/regex-node.ts";

/**
 * Texts that make a matcher work: what nearly matches an expression, over and over, and long runs of what its repetitions
 * take. Each is of `size` bytes.
 */
export function* hostileTexts(tree: RegexNode, size: number): Iterable<Uint8Array> {
  const parts = topParts(tree);
  const whole = parts.map(sample).join("");
  const fillers = new Set(parts.flatMap(fill));
  yield repeated("", `${whole} `, size);
  for (let end = 1; end <= parts.length; end += 1) {
    const front = parts.slice(0, end).map(sample).join("");
    if (front === "") continue;
    yield repeated("", front, size);
    yield repeated("", front.slice(0, -1) || front, size);
    for (const filler of fillers) {
      yield repeated(front, filler, size);
      yield repeated("", front + filler.repeat(40), size);
      yield repeated("", filler.repeat(3) + front, size);
    }
  }
}

function repeated(front: string, unit: string, size: number): Uint8Array {
  const bytes = Buffer.alloc(size, Buffer.from(unit === "" ? " " : unit));
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
