import { the } from "./elements.js";
import { showWarnings } from "./proposal-detail.js";
import { keyOf } from "./proposal-list.js";
import { proposalPath, request } from "./request.js";
import { visible } from "./visible-text.js";

/** @import { Outcome, ProposalDetail } from "../../operator/operator.ts" */

/**
 * @typedef {object} DialogKind
 * @property {"approve" | "reject"} verb
 * @property {(detail: ProposalDetail) => void} fill prepares the form
 * @property {(detail: ProposalDetail) => object | string | null} read gives the body to send, or what is missing, or null: not yet
 * @property {(detail: ProposalDetail) => void} [onDone]
 */

/**
 * A dialog in which one proposal is decided. What cannot be put in force is said in it, and what was typed stays.
 * @param {HTMLDialogElement} dialog
 * @param {DialogKind} kind
 * @param {(outcome: Extract<Outcome, { ok: true }>, detail: ProposalDetail) => void} onDecided
 */
export function decisionDialog(dialog, { verb, fill, read, onDone }, onDecided) {
  const refusal = the(dialog, ".refusal", HTMLElement);
  const submit = the(dialog, "button[type=submit]", HTMLButtonElement);
  /** @type {ProposalDetail | null} */
  let open = null;
  let isForbidden = false;

  /** @param {string} why */
  const refuse = (why) => refusal.replaceChildren(visible(why));

  /** @param {string} why */
  const forbid = (why) => {
    isForbidden = true;
    submit.disabled = true;
    refuse(why);
  };

  /** @param {ProposalDetail} detail @param {object} body */
  const decide = async (detail, body) => {
    submit.disabled = true;
    dialog.setAttribute("aria-busy", "true");
    try {
      /** @type {Outcome} */
      const outcome = await request("POST", `${proposalPath(detail)}/${verb}`, body);
      if (!outcome.ok)
        return refuse(outcome.hint === null ? outcome.reason : `${outcome.reason}. ${outcome.hint}`);
      onDone?.(detail);
      if (open === detail) dialog.close();
      onDecided(outcome, detail);
    } catch (error) {
      refuse(error instanceof Error ? error.message : String(error));
    } finally {
      submit.disabled = isForbidden;
      dialog.removeAttribute("aria-busy");
    }
  };

  the(dialog, "form", HTMLFormElement).addEventListener("submit", (event) => {
    event.preventDefault();
    if (open === null) return;
    refuse("");
    const body = read(open);
    if (typeof body === "string") refuse(body);
    else if (body !== null) void decide(open, body);
  });
  the(dialog, ".cancel", HTMLButtonElement).addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", () => {
    open = null;
  });

  return {
    /** @param {ProposalDetail} detail */
    show(detail) {
      open = detail;
      refuse("");
      isForbidden = false;
      submit.disabled = false;
      the(dialog, ".about", HTMLElement).replaceChildren(visible(`${detail.identity}: ${detail.summary}`));
      for (const place of dialog.querySelectorAll(".warnings"))
        if (place instanceof HTMLElement) showWarnings(place, detail.warnings);
      fill(detail);
      dialog.showModal();
    },
    /** The same proposal as it is now: what is no longer what was shown is not put in force. @param {ProposalDetail} detail */
    change(detail) {
      if (open === null || keyOf(open) !== keyOf(detail) || dialog.hasAttribute("aria-busy")) return;
      forbid("What approving it does has changed meanwhile. Cancel, and look at it again");
    },
    /** What waits now, by key: one that was decided elsewhere cannot be decided here. @param {ReadonlySet<string>} keys */
    update(keys) {
      if (open === null || keys.has(keyOf(open)) || dialog.hasAttribute("aria-busy")) return;
      forbid("It has been decided elsewhere meanwhile");
    },
  };
}
