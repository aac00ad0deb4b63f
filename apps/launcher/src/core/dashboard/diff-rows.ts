import { foldedRows, type Row, type Tone } from "./row.ts";
import { fold } from "./fit.ts";
import { visibleLines } from "./visible.ts";

/** How many diffs are kept as rows: those of one view, at a size and the one before. */
const KEPT = 8;
const kept = new Map<string, Row[]>();

/** A unified diff, or a sentence in its place; no line is cut, for what is not shown would be approved unseen. */
export function diffRows(diff: string, columns: number): Row[] {
  // Each key draws anew, and an agent decides how long a diff is
  const key = `${columns} ${diff}`;
  const rows = kept.get(key) ?? foldedDiff(diff, columns);
  kept.delete(key);
  kept.set(key, rows);
  for (const oldest of kept.keys()) if (kept.size > KEPT) kept.delete(oldest);
  return rows;
}

function foldedDiff(diff: string, columns: number): Row[] {
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
