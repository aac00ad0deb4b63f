import { cells, cut, fold } from "./fit.ts";
import { visible } from "./visible.ts";

/** How a piece of text looks. No meaning hangs on it alone: the words and marks say the same without colour. */
export type Tone =
  | "plain"
  | "title"
  | "dim"
  | "selected"
  | "key"
  | "added"
  | "removed"
  | "hunk"
  | "warning"
  | "good"
  | "bad";

export interface Span {
  text: string;
  tone: Tone;
}

/** One line of the screen. Its text is `visible`. */
export type Row = readonly Span[];

export interface Size {
  columns: number;
  rows: number;
}

export const row = (text: string, tone: Tone = "plain"): Row => [{ text, tone }];

/** A text over as many rows as it needs, each after the indent, the first after the label. */
export function foldedRows(text: string, columns: number, look: { label?: string; tone?: Tone } = {}): Row[] {
  const { label = "", tone = "plain" } = look;
  const indent = Math.min(cells(label), Math.max(0, columns - 1));
  return fold(text, columns - indent, true).map((line, index) => [
    { text: index === 0 ? cut(label, indent) : " ".repeat(indent), tone: "title" },
    { text: line, tone },
  ]);
}

/** A row that is not wider than the screen. Whatever wrote it: nothing in it acts on the terminal. */
export function cutRow(spans: Row, columns: number): Row {
  const fitting: Span[] = [];
  let left = columns;
  for (const span of spans) {
    if (left < 1) break;
    const text = cut(visible(span.text), left);
    left -= cells(text);
    fitting.push({ ...span, text });
  }
  return fitting;
}

export const textOf = (spans: Row): string => spans.map(({ text }) => text).join("");
