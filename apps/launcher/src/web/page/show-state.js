import { byId, make } from "./elements.js";
import { keepInStep } from "./keep-in-step.js";
import { timeElement } from "./show-time.js";
import { visible } from "./visible-text.js";

/** @import { BottleRow } from "../../operator/operator.ts" */
/** @import { PageState } from "../wire.ts" */

/**
 * Shows the bottles, and what is wrong.
 * @param {Pick<PageState, "bottles" | "trouble">} state
 */
export function showState({ bottles, trouble }) {
  byId("trouble", HTMLElement).hidden = trouble.length === 0;
  keepInStep(byId("trouble-list", HTMLElement), trouble, {
    key: (sentence) => sentence,
    make: () => make("li", { className: "theirs" }),
    update: (item, sentence) => item.replaceChildren(visible(sentence)),
  });
  byId("bottles-empty", HTMLElement).hidden = bottles.length > 0;
  byId("bottles-table", HTMLElement).hidden = bottles.length === 0;
  keepInStep(byId("bottles-rows", HTMLElement), bottles, {
    key: ({ identity }) => identity,
    make: () => make("tr", {}),
    update: (row, bottle) => row.replaceChildren(...cellsOf(bottle)),
  });
}

/** @param {BottleRow} bottle */
function cellsOf({ identity, agent, bottle, startedAt, trouble, pending }) {
  const head = make("th", {}, visible(identity));
  head.scope = "row";
  const state =
    trouble === null
      ? make("span", { className: "tag good" }, "✓ runs")
      : make("span", { className: "tag bad" }, "✗ ", visible(trouble));
  return [
    head,
    make("td", {}, visible(agent)),
    make("td", {}, visible(bottle)),
    make("td", {}, timeElement(startedAt, "day")),
    make("td", {}, state),
    make("td", { className: "number" }, String(pending)),
  ];
}
