import { byId, make, the } from "./elements.js";
import { keepInStep } from "./keep-in-step.js";
import { timeElement } from "./show-time.js";
import { visible, visiblePlain } from "./visible-text.js";

/** @import { BottleRow, EditableFile } from "../../operator/operator.ts" */
/** @import { PageState } from "../wire.ts" */

/**
 * Shows the bottles, and what is wrong.
 * @param {Pick<PageState, "bottles" | "trouble">} state
 * @param {(identity: string, file: EditableFile) => void} edit
 */
export function showState({ bottles, trouble }, edit) {
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
    make: () => make("tr", {}, make("td", { className: "edits" })),
    update(row, bottle) {
      const edits = the(row, ".edits", HTMLElement);
      // They stay where they are, with focus
      if (edits.children.length === 0) edits.append(...editButtons(bottle, edit));
      const old = Array.from(row.children).filter((cell) => cell !== edits);
      for (const cell of old) cell.remove();
      edits.before(...cellsOf(bottle));
    },
  });
}

/**
 * @param {BottleRow} bottle
 * @param {(identity: string, file: EditableFile) => void} edit
 */
function editButtons({ identity }, edit) {
  const files = /** @type {const} */ ({ routes: "Routes…", allowlist: "Allowlist…" });
  return /** @type {const} */ (["routes", "allowlist"]).map((file) => {
    const button = make("button", {}, files[file]);
    button.type = "button";
    button.ariaLabel = `${files[file]} of ${visiblePlain(identity)}`;
    button.addEventListener("click", () => edit(identity, file));
    return button;
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
