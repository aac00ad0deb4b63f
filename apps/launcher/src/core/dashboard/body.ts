import { auditRows } from "./audit-rows.ts";
import { diffRows } from "./diff-rows.ts";
import { detailRows } from "./detail-rows.ts";
import { helpRows } from "./help-rows.ts";
import { oneHunk } from "./one-hunk.ts";
import { foldedRows, type Row, row } from "./row.ts";
import type { ConfirmView, State, View } from "./state.ts";
import { visible } from "./visible.ts";

/** All rows of a view's text; the screen shows as many of them as it has room for. */
export function bodyRows(state: State, view: View, columns: number): Row[] {
  switch (view.name) {
    case "detail":
      return detailRows(state, view, columns);
    case "confirm":
      return confirmRows(view, columns);
    case "reject":
      return [
        ...foldedRows(visible(view.row.summary), columns, { label: "What  " }),
        ...foldedRows(visible(view.row.justification), columns, { label: "Why   " }),
      ];
    case "edited":
      return [
        row("Your change to what is in force", "title"),
        ...diffRows(oneHunk(view.edit.before, view.text), columns),
      ];
    case "audit":
      return auditRows(view.logs, columns);
    case "help":
      return helpRows(columns);
  }
}

function confirmRows({ detail, text }: ConfirmView, columns: number): Row[] {
  const warnings = detail.warnings.flatMap((warning) =>
    foldedRows(visible(warning), columns, { label: "! ", tone: "warning" }),
  );
  const own =
    text === null || detail.editable === null
      ? []
      : [
          row("Your change to the proposal", "title"),
          ...diffRows(oneHunk(detail.editable.text, text), columns),
          row(""),
        ];
  return [
    ...warnings,
    ...own,
    row(own.length === 0 ? "This comes into force" : "The proposal itself", "title"),
    ...diffRows(detail.diff, columns),
  ];
}
