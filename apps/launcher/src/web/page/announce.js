import { byId } from "./elements.js";
import { kindNames } from "./kind-names.js";
import { visiblePlain } from "./visible-text.js";

/** @import { ProposalRow } from "../../operator/operator.ts" */

const announcer = byId("announcer", HTMLElement);
/** @type {Set<string> | null} */
let known = null;

/**
 * Tells a screen reader of proposals that were not there before, and everybody by the title how many wait.
 * @param {readonly ProposalRow[]} proposals
 */
export function announce(proposals) {
  const waiting = proposals.filter(({ isAlive }) => isAlive);
  document.title = waiting.length === 0 ? "claude-bottle" : `(${waiting.length}) claude-bottle`;
  const before = known;
  known = new Set(proposals.map(({ id }) => id));
  const fresh = waiting.filter(({ id }) => before !== null && !before.has(id));
  const [first] = fresh;
  if (first === undefined) return;
  announcer.textContent =
    fresh.length === 1
      ? `New proposal from ${first.identity}: ${kindNames[first.kind]} ${visiblePlain(first.summary)}`
      : `${fresh.length} new proposals`;
}
