import stringWidth from "string-width";

const graphemes = new Intl.Segmenter("en", { granularity: "grapheme" });
const ELLIPSIS = "…";

/** Each character of such a text takes one cell. It is most of what is shown, and by far the quickest to measure. */
const isPlain = (text: string): boolean => /^[\x20-\x7e]*$/.test(text);

/** Cells that a text takes on a terminal. */
export const cells = (text: string): number => (isPlain(text) ? text.length : stringWidth(text));

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

/**
 * The text in lines of at most `width` cells, nothing lost; a break prefers a space where `words`. Linear in the text: an
 * agent writes it.
 */
export function fold(text: string, width: number, words = false): string[] {
  if (width < 1) return [];
  const lines: string[] = [];
  let line = "";
  let used = 0;
  // Measuring a character takes longer than finding it, and texts repeat theirs
  const measured = new Map<string, number>();
  for (const character of isPlain(text) ? text : characters(text)) {
    const wide = measured.get(character) ?? cells(character);
    measured.set(character, wide);
    if (used + wide > width && line !== "") {
      const space = words ? line.lastIndexOf(" ") : -1;
      const head = space > 0 ? line.slice(0, space + 1) : line;
      lines.push(head);
      line = line.slice(head.length);
      used = cells(line);
    }
    // A character wider than the line has no place in it
    line += wide > width ? cut(character, width) : character;
    used += Math.min(wide, width);
  }
  return [...lines, line];
}

function start(text: string, width: number): string {
  if (isPlain(text)) return text.slice(0, Math.max(0, width));
  let taken = "";
  let used = 0;
  for (const { segment } of graphemes.segment(text)) {
    used += cells(segment);
    if (used > width) break;
    taken += segment;
  }
  return taken;
}
