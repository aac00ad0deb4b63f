import { cells } from "./fit.ts";
import type { Row, Span } from "./row.ts";
import { type State, untyped, type View } from "./state.ts";

/** A key and what it does. */
type Hint = readonly [key: string, does: string];

const typing: readonly Hint[] = [
  ["⏎", "go on"],
  ["esc", "back"],
];

/** The keys of each view, in the order of their use. */
const hints = {
  overview: [
    ["↑↓", "select"],
    ["⏎", "open"],
    ["tab", "list"],
    ["e", "routes"],
    ["w", "allowlist"],
    ["u", "audit"],
    ["?", "help"],
    ["q", "quit"],
  ],
  detail: [
    ["a", "approve"],
    ["m", "modify"],
    ["r", "reject"],
    ["↑↓", "scroll"],
    ["?", "help"],
    ["esc", "back"],
  ],
  confirm: [
    ["y", "approve"],
    ["w", "add words"],
    ["n", "no"],
    ["↑↓", "scroll"],
  ],
  reject: typing,
  edited: [
    ["⏎", "put in force"],
    ["tab", "edit again"],
    ["↑↓", "scroll"],
    ["esc", "drop"],
  ],
  audit: [
    ["↑↓", "scroll"],
    ["esc", "back"],
  ],
  help: [
    ["↑↓", "scroll"],
    ["esc", "back"],
  ],
} as const satisfies Record<View["name"] | "overview", readonly Hint[]>;

/** The keys that do something now, over as many rows as they need. */
export function hintRows(state: State, columns: number): Row[] {
  const rows: Span[][] = [];
  let used = columns;
  for (const [key, does] of current(state)) {
    const needed = cells(`${key} ${does}`);
    if (used + 2 + needed > columns) {
      rows.push([]);
      used = -2;
    }
    const gap = used < 0 ? "" : "  ";
    rows.at(-1)?.push({ text: `${gap}${key}`, tone: "key" }, { text: ` ${does}`, tone: "dim" });
    used += 2 + needed;
  }
  return rows;
}

function current(state: State): readonly Hint[] {
  const view = state.views.at(-1);
  if (view?.name === "confirm" && (view.noting || untyped(view).length > 0)) return typing;
  const all = hints[view?.name ?? "overview"];
  return view?.name === "detail" && view.detail.editable === null ? all.filter(([key]) => key !== "m") : all;
}
