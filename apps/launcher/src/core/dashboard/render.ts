import { bodyRows } from "./body.ts";
import { footRows } from "./frame.ts";
import { overviewRows, summaryOf } from "./overview-rows.ts";
import { cutRow, type Row, row, type Size } from "./row.ts";
import type { State, View } from "./state.ts";
import { visible } from "./visible.ts";
import { kindWords } from "./words.ts";

/** What the screen shows: at most as many rows as it has, none wider than it is. */
export function render(state: State, size: Size): Row[] {
  const foot = footRows(state, size);
  const height = Math.max(0, size.rows - 1 - foot.length);
  const view = state.views.at(-1);
  const { title, rows } =
    view === undefined
      ? { title: [], rows: overviewRows(state, { columns: size.columns, rows: height }) }
      : scrolled(view, bodyRows(state, view, size.columns), height);
  const body = rows.slice(0, height);
  const filled = [...body, ...Array.from({ length: height - body.length }, () => row(""))];
  const head: Row = [
    { text: view === undefined ? "claude-bottle" : titleOf(view), tone: "title" },
    { text: view === undefined ? `  ${summaryOf(state)}` : "", tone: "plain" },
    ...title,
  ];
  return [head, ...filled, ...foot].slice(0, size.rows).map((each) => cutRow(each, size.columns));
}

function scrolled(view: View, rows: readonly Row[], height: number): { title: Row; rows: readonly Row[] } {
  const from = Math.max(0, Math.min(view.scroll, rows.length - height));
  const part = `  ${from + 1}-${Math.min(from + height, rows.length)} of ${rows.length}`;
  return {
    title: rows.length > height ? [{ text: part, tone: "dim" }] : [],
    rows: rows.slice(from, from + height),
  };
}

function titleOf(view: View): string {
  switch (view.name) {
    case "detail":
      return `${kindWords[view.detail.kind]} for ${visible(view.detail.identity)}`;
    case "confirm":
      return `Approve ${kindWords[view.detail.kind]} for ${visible(view.detail.identity)}?`;
    case "reject":
      return `Reject ${kindWords[view.row.kind]} for ${visible(view.row.identity)}`;
    case "edited":
      return `Edited ${view.edit.file} of ${visible(view.edit.identity)}`;
    case "audit":
      return `Audit of ${visible(view.identity)}`;
    case "help":
      return "Keys";
  }
}
