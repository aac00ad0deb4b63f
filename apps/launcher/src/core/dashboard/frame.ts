import { fold } from "./fit.ts";
import { hintRows } from "./hints.ts";
import { promptRows } from "./prompt.ts";
import { type Row, row, type Size } from "./row.ts";
import type { State } from "./state.ts";

/** Most rows of the status; what it says at length stands where it came from. */
const STATUS_ROWS = 3;

/** What stands under the body: what is asked, what the last action came to, and the keys. */
export function footRows(state: State, size: Size): Row[] {
  const third = Math.max(1, Math.floor(size.rows / 3));
  const { status } = state;
  const lines = status === null ? [""] : fold(status.text, size.columns, true);
  const shortened = lines.length > STATUS_ROWS ? [...lines.slice(0, STATUS_ROWS - 1), "…"] : lines;
  return [
    ...promptRows(state, size.columns).slice(-third),
    ...shortened.slice(0, third).map((line) => row(line, status?.tone ?? "plain")),
    ...hintRows(state, size.columns).slice(0, third),
  ];
}

/** Rows between the title and the foot. */
export function bodyHeight(state: State, size: Size): number {
  return Math.max(0, size.rows - 1 - footRows(state, size).length);
}
