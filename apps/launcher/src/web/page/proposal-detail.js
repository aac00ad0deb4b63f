import { byId, make } from "./elements.js";
import { kindNames } from "./kind-names.js";
import { showDiff } from "./show-diff.js";
import { timeElement } from "./show-time.js";
import { visible } from "./visible-text.js";

/** @import { Proposal } from "@claude-bottle/shared/contracts" */
/** @import { ProposalDetail } from "../../operator/operator.ts" */

/** @param {string} id */
const at = (id) => byId(`detail-${id}`, HTMLElement);

/** What a proposal names itself, where the diff does not. @param {Proposal} proposal */
function askedOf(proposal) {
  switch (proposal.kind) {
    case "pipelock-block":
      return { title: "The address that was refused", text: proposal.change.failed_url };
    case "git-gate-block":
      return { title: "The finding to let pass", text: proposal.change.fingerprint };
    case "egress-proxy-block":
    case "capability-block":
      return null;
  }
}

/**
 * Shows one proposal whole.
 * @param {ProposalDetail} detail
 */
export function showDetail(detail) {
  at("title").replaceChildren(visible(detail.summary));
  at("message").hidden = true;
  at("body").hidden = false;
  at("identity").replaceChildren(visible(detail.identity));
  at("kind").textContent = kindNames[detail.kind];
  at("time").replaceChildren(timeElement(detail.time, "day"));
  at("justification").replaceChildren(visible(detail.justification));
  const asked = askedOf(detail.proposal);
  at("asked").hidden = asked === null;
  at("asked-title").textContent = asked?.title ?? "";
  at("asked-text").replaceChildren(visible(asked?.text ?? ""));
  showWarnings(at("warnings"), detail.warnings);
  at("stale").hidden = detail.stale === null;
  showDiff(at("stale-diff"), detail.stale ?? "");
  at("diff").hidden = detail.diff === "";
  at("no-diff").hidden = detail.diff !== "";
  showDiff(at("diff"), detail.diff);
  at("gone").hidden = detail.isAlive;
  at("approve").hidden = !detail.isAlive;
  at("modify").hidden = !detail.isAlive || detail.editable === null;
}

/**
 * Shows none, and why.
 * @param {string} title
 * @param {string} message
 */
export function showNoDetail(title, message) {
  const hadFocus = byId("detail-body", HTMLElement).contains(document.activeElement);
  at("title").textContent = title;
  at("message").hidden = false;
  at("message").replaceChildren(visible(message));
  at("body").hidden = true;
  if (hadFocus) at("title").focus();
}

/**
 * @param {HTMLElement} place
 * @param {readonly string[]} warnings
 */
export function showWarnings(place, warnings) {
  place.hidden = warnings.length === 0;
  place.replaceChildren(
    ...warnings.map((warning) => make("li", {}, make("strong", {}, "Warning: "), visible(warning))),
  );
}
