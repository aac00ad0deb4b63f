import stringWidth from "string-width";

const graphemes = new Intl.Segmenter("en", { granularity: "grapheme" });
const ELLIPSIS = "…";

/** Cells that a text takes on a terminal. */
export const cells = (text: string): number => stringWidth(text);

/** The characters of a text as a person counts them. */
export function characters(text: string): string[] {
  return Array.from(graphemes.segment(text), ({ segment }) => segment);
}

/** At most `width` cells of a text; what was cut is shown by an ellipsis. */
export function cut(text: string, width: number): string {
  if (cells(text) <= width) return text;
  return width < 1 ? "" : start(text, width - 1) + ELLIPSIS;
}

/** Exactly `width` cells: cut, or filled with spaces. */
export function pad(text: string, width: number): string {
  const fitting = cut(text, width);
  return fitting + " ".repeat(Math.max(0, width - cells(fitting)));
}

/** The last `width` cells of a text: what somebody types stays in sight. */
export function tail(text: string, width: number): string {
  return characters(start(characters(text).toReversed().join(""), width))
    .toReversed()
    .join("");
}

/** The text in lines of at most `width` cells, nothing lost; a break prefers a space where `words`. */
export function fold(text: string, width: number, words = false): string[] {
  if (width < 1) return [];
  const lines: string[] = [];
  let rest = text;
  while (cells(rest) > width) {
    const whole = start(rest, width);
    const space = words ? whole.lastIndexOf(" ") : -1;
    const head = space > 0 ? whole.slice(0, space + 1) : whole;
    // A character wider than the line has no place in it
    const taken = head === "" ? (characters(rest)[0] ?? rest) : head;
    lines.push(head === "" ? cut(taken, width) : head);
    rest = rest.slice(taken.length);
  }
  return [...lines, rest];
}

function start(text: string, width: number): string {
  let taken = "";
  let used = 0;
  for (const { segment } of graphemes.segment(text)) {
    used += cells(segment);
    if (used > width) break;
    taken += segment;
  }
  return taken;
}
