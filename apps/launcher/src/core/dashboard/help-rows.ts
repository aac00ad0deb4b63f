import { foldedRows, type Row } from "./row.ts";

const keys: readonly (readonly [string, string])[] = [
  ["↑ ↓ PgUp PgDn Home End", "move the selection, or the text"],
  ["Tab", "from the proposals to the bottles and back"],
  ["Enter", "opens the selected proposal, or the audit of the selected bottle"],
  ["a", "at a proposal: shows once more what it opens, and asks"],
  ["m", "at a proposal: opens it in $EDITOR; what you save is shown and asked about"],
  ["r", "at a proposal: asks for a reason, which the agent reads"],
  ["e", "opens the routes of the selected line's bottle in $EDITOR"],
  ["w", "opens its allowlist in $EDITOR"],
  ["u", "shows what was decided about it, and whether the record is whole"],
  ["Esc, q", "back; q in the overview ends"],
  ["Ctrl-C", "ends at once; nothing is decided by that"],
];

const text = [
  "An agent waits for your decision, or goes on with other work. Nothing is applied that was not approved; what could not be applied stays pending and says why.",
  "Times are in UTC. A character that would not show as itself is shown as �.",
];

/** Every key, and what to know. */
export function helpRows(columns: number): Row[] {
  const wide = columns >= 60;
  return [
    ...keys.flatMap(([key, does]) =>
      wide
        ? foldedRows(does, columns, { label: key.padEnd(24) })
        : [...foldedRows(key, columns, { tone: "key" }), ...foldedRows(does, columns, { label: "  " })],
    ),
    ...text.flatMap((paragraph) => [[], ...foldedRows(paragraph, columns)]),
  ];
}
