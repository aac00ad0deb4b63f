import { byId, make, the } from "./elements.js";
import { keepInStep } from "./keep-in-step.js";
import { kindNames } from "./kind-names.js";
import { timeElement } from "./show-time.js";
import { visible } from "./visible-text.js";

/** @import { ProposalRow } from "../../operator/operator.ts" */

const list = byId("proposals-list", HTMLElement);

/** @param {{ identity: string, id: string }} ref */
export const keyOf = ({ identity, id }) => `${identity}/${id}`;

/**
 * Shows what waits, oldest first. Focus goes to the next proposal where its own was decided.
 * @param {readonly ProposalRow[]} proposals
 * @param {{ chosen: string | null, choose: (row: ProposalRow) => void }} choice
 */
export function showProposals(proposals, { chosen, choose }) {
  byId("proposals-count", HTMLElement).textContent = String(proposals.length);
  byId("proposals-empty", HTMLElement).hidden = proposals.length > 0;
  const place = [...list.children].findIndex((item) => item.contains(document.activeElement));
  keepInStep(list, proposals, {
    key: keyOf,
    make: () => make("li", {}, makeButton()),
    update(item, row) {
      const button = the(item, "button", HTMLButtonElement);
      button.onclick = () => choose(row);
      markChosen(button, keyOf(row) === chosen);
      fill(button, row);
    },
  });
  if (place === -1 || list.contains(document.activeElement)) return;
  const next = list.children[place] ?? list.lastElementChild;
  if (next === null) byId("proposals-title", HTMLElement).focus();
  else the(next, "button", HTMLButtonElement).focus();
}

/** @param {HTMLButtonElement} button @param {boolean} isChosen */
function markChosen(button, isChosen) {
  if (isChosen) button.setAttribute("aria-current", "true");
  else button.removeAttribute("aria-current");
}

function makeButton() {
  const button = make("button", { className: "proposal" });
  button.type = "button";
  return button;
}

/** @param {HTMLButtonElement} button @param {ProposalRow} row */
function fill(button, { identity, kind, summary, justification, time, isAlive }) {
  const head = make(
    "span",
    { className: "line" },
    make("span", { className: "tag" }, kindNames[kind]),
    " ",
    make("span", { className: "identity" }, visible(identity)),
    " ",
    timeElement(time, "hour"),
  );
  const gone = isAlive ? [] : [make("span", { className: "tag bad" }, "✗ bottle gone")];
  button.replaceChildren(
    head,
    make("strong", { className: "theirs" }, visible(summary)),
    make("span", { className: "theirs why" }, visible(justification)),
    ...gone,
  );
}
