import { auditRows } from "./audit-rows.ts";
import { diffRows } from "./diff-rows.ts";
import { detailRows } from "./detail-rows.ts";
import { helpRows } from "./help-rows.ts";
import { oneHunk } from "./one-hunk.ts";
import { foldedRows, type Row, row } from "./row.ts";
import type { ConfirmView, EditedView, State, View } from "./state.ts";
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
      return editedRows(view, columns);
    case "audit":
      return auditRows(view.logs, columns);
    case "help":
      return helpRows(columns);
  }
}

const warningRows = (warnings: readonly string[], columns: number): Row[] =>
  warnings.flatMap((warning) => foldedRows(visible(warning), columns, { label: "! ", tone: "warning" }));

function editedRows({ edit, text, review }: EditedView, columns: number): Row[] {
  if (typeof review === "string")
    return [
      ...review
        .split("\n")
        .flatMap((line) => foldedRows(visible(line), columns, { label: "! ", tone: "bad" })),
      row("Your change to what is in force", "title"),
      ...diffRows(oneHunk(edit.before, text), columns),
    ];
  return [
    ...warningRows(review.warnings, columns),
    row("This comes into force", "title"),
    ...diffRows(review.diff, columns),
  ];
}

function confirmRows({ detail, text, preview }: ConfirmView, columns: number): Row[] {
  const own =
    text === null || detail.editable === null
      ? []
      : [
          row("Your change to the proposal", "title"),
          ...diffRows(oneHunk(detail.editable.text, text), columns),
          row(""),
        ];
  return [
    ...warningRows(preview.warnings, columns),
    ...own,
    row("This comes into force", "title"),
    ...diffRows(preview.diff, columns),
  ];
}
