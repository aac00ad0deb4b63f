import { diffRows } from "./diff-rows.ts";
import { foldedRows, type Row, row } from "./row.ts";
import { pendingRow, type State, type View } from "./state.ts";
import { visible, visibleLines } from "./visible.ts";

/** All that should be seen before deciding: why, what is to be known besides, and the change itself. */
export function detailRows(state: State, view: View & { name: "detail" }, columns: number): Row[] {
  const { detail, failure } = view;
  const current = pendingRow(state, detail);
  const notices = [
    ...(current === undefined ? ["No longer pending: it was decided elsewhere, or cannot be had"] : []),
    ...(current?.isAlive === false ? ["Its bottle no longer runs: it can only be rejected"] : []),
    ...(failure === null ? [] : [`Not in force, nothing was changed: ${failure}`]),
  ];
  const labelled = (label: string, text: string): Row[] =>
    visibleLines(text).flatMap((line, index) =>
      foldedRows(line, columns, { label: index === 0 ? label : "      " }),
    );
  return [
    ...notices.flatMap((notice) => foldedRows(notice, columns, { label: "! ", tone: "bad" })),
    ...labelled("What  ", detail.summary),
    ...labelled("Why   ", detail.justification),
    ...detail.warnings.flatMap((warning) =>
      foldedRows(visible(warning), columns, { label: "! ", tone: "warning" }),
    ),
    ...detail.mustType.flatMap((reference) =>
      foldedRows(
        `No manifest gives this bottle ${visible(reference)}: approving asks you to type it`,
        columns,
        {
          label: "! ",
          tone: "warning",
        },
      ),
    ),
    ...(detail.stale === null
      ? []
      : [
          row(""),
          ...foldedRows("Changed in the bottle since this was proposed", columns, {
            label: "! ",
            tone: "warning",
          }),
          ...diffRows(detail.stale, columns),
        ]),
    row(""),
    row("From what is in force now to what is proposed", "title"),
    ...diffRows(detail.diff, columns),
  ];
}
