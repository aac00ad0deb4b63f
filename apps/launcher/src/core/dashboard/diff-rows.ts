import { foldedRows, type Row, type Tone } from "./row.ts";
import { fold } from "./fit.ts";
import { visibleLines } from "./visible.ts";

/** A unified diff, or a sentence in its place; no line is cut, for what is not shown would be approved unseen. */
export function diffRows(diff: string, columns: number): Row[] {
  if (diff.trim() === "") return foldedRows("nothing", columns, { label: "  ", tone: "dim" });
  return visibleLines(diff).flatMap((text) => {
    const tone = toneOf(text);
    return fold(text, columns - 2).map((part, index) => [
      { text: index === 0 ? "  " : "↳ ", tone: "dim" } as const,
      { text: part, tone },
    ]);
  });
}

function toneOf(text: string): Tone {
  if (text.startsWith("+++") || text.startsWith("---")) return "title";
  if (text.startsWith("@@")) return "hunk";
  if (text.startsWith("+")) return "added";
  return text.startsWith("-") ? "removed" : "plain";
}
