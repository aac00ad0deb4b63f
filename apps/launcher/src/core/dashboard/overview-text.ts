import type { Overview } from "../../operator/operator.ts";
import { columns } from "../columns.ts";
import { visible } from "./visible.ts";
import { kindWords } from "./words.ts";

/** Everything at one time, for a reader without a screen. */
export function overviewText({ bottles, proposals, trouble }: Overview): string {
  const pending = proposals.map(({ time, kind, identity, id, summary, isAlive }) => [
    time,
    kindWords[kind],
    visible(identity),
    visible(id),
    `${isAlive ? "" : "bottle gone: "}${visible(summary)}`,
  ]);
  const running = bottles.map(({ identity, agent, bottle, startedAt, trouble: wrong, pending: waiting }) => [
    visible(identity),
    `${visible(agent)} in ${visible(bottle)}`,
    `since ${startedAt}`,
    `${waiting} pending`,
    wrong === null ? "runs" : visible(wrong),
  ]);
  return [
    ...section("Pending", pending),
    ...section("Bottles", running),
    ...trouble.map((sentence) => `! ${visible(sentence)}\n`),
  ].join("\n");
}

function section(title: string, rows: string[][]): string[] {
  return [title, ...(rows.length === 0 ? ["  none"] : columns(rows, "  ")), ""];
}
