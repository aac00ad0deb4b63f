import { byId, make } from "./elements.js";
import { timeElement } from "./show-time.js";
import { visible } from "./visible-text.js";

/** @import { BottleDecision } from "../../operator/operator.ts" */
/** @import { PageDecisions } from "../wire.ts" */

const MOST_ROWS = 200;
const verdicts = { allow: "✓ allowed", deny: "✗ refused", warn: "! warned" };
const tones = { allow: "good", deny: "bad", warn: "fair" };

const rows = byId("decisions-rows", HTMLElement);
const hold = byId("decisions-hold", HTMLInputElement);
const refused = byId("decisions-refused", HTMLInputElement);
/** What came while the table was held. @type {PageDecisions} */
let held = { isWhole: false, decisions: [], missed: 0 };

hold.addEventListener("change", () => {
  if (hold.checked) return;
  const waiting = held;
  held = { isWhole: false, decisions: [], missed: 0 };
  show(waiting);
});
refused.addEventListener("change", () => rows.classList.toggle("refused-only", refused.checked));

/** @param {PageDecisions} arrived */
export function showDecisions(arrived) {
  if (hold.checked) held = joined(held, arrived);
  else show(arrived);
}

/**
 * @param {PageDecisions} one
 * @param {PageDecisions} next
 * @returns {PageDecisions}
 */
function joined(one, next) {
  if (next.isWhole) return next;
  const all = [...one.decisions, ...next.decisions];
  const left = Math.max(0, all.length - MOST_ROWS);
  return { isWhole: one.isWhole, decisions: all.slice(left), missed: one.missed + next.missed + left };
}

/** @param {PageDecisions} arrived */
function show({ isWhole, decisions, missed }) {
  if (isWhole) rows.replaceChildren();
  if (missed > 0 && !isWhole) rows.prepend(gap(missed));
  rows.prepend(...decisions.map(rowOf).toReversed());
  while (rows.children.length > MOST_ROWS) rows.lastElementChild?.remove();
  const isEmpty = rows.children.length === 0;
  byId("decisions-empty", HTMLElement).hidden = !isEmpty;
  byId("decisions-table", HTMLElement).hidden = isEmpty;
}

/** @param {number} missed */
function gap(missed) {
  const cell = make("td", { className: "empty" }, `${missed} more than this page took`);
  cell.colSpan = 6;
  return make("tr", {}, cell);
}

/** @param {BottleDecision} arrived */
function rowOf({ identity, decision: { time, verdict, rule, method, host, path, status } }) {
  const row = make(
    "tr",
    { className: verdict },
    make("td", {}, timeElement(time, "hour")),
    make("td", {}, visible(identity)),
    make("td", {}, make("span", { className: `tag ${tones[verdict]}` }, verdicts[verdict])),
    make("td", {}, visible(rule)),
    make("td", { className: "theirs request" }, visible(`${method} ${host}${path}`)),
    make("td", { className: "number" }, status === 0 ? "none" : String(status)),
  );
  return row;
}
