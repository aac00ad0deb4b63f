import { byId, the } from "./elements.js";
import { showDiff } from "./show-diff.js";
import { visible } from "./visible-text.js";

/** @import { Outcome } from "../../operator/operator.ts" */

const place = byId("outcome", HTMLElement);

byId("outcome-dismiss", HTMLElement).addEventListener("click", () => {
  place.hidden = true;
  byId("proposals-title", HTMLElement).focus();
});

/**
 * Says what came of a decision, until it is dismissed or another one is made.
 * @param {string} title
 * @param {Extract<Outcome, { ok: true }>} outcome
 */
export function showOutcome(title, { changed, next }) {
  const head = byId("outcome-title", HTMLElement);
  head.replaceChildren(visible(title));
  const nextPlace = byId("outcome-next", HTMLElement);
  nextPlace.hidden = next === null;
  the(nextPlace, "code", HTMLElement).replaceChildren(visible(next ?? ""));
  const changedPlace = byId("outcome-changed", HTMLElement);
  changedPlace.hidden = changed === "";
  showDiff(changedPlace, changed);
  place.hidden = false;
  head.focus();
}
