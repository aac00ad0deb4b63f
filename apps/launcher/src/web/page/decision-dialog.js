import { the } from "./elements.js";
import { request } from "./request.js";
import { visible } from "./visible-text.js";

/** @import { Outcome } from "../../operator/operator.ts" */

/**
 * @template Subject
 * @typedef {object} DialogKind
 * @property {(subject: Subject) => string} key the same for the same subject as it is later
 * @property {(subject: Subject) => string} about one line
 * @property {(subject: Subject) => string} path where the decision is sent
 * @property {string} gone said once the subject is no longer there
 * @property {(subject: Subject) => void} fill prepares the form
 * @property {(subject: Subject) => Promise<object | string | (() => void)>} read gives the body to send, or what is missing, or what is to be shown first
 * @property {(subject: Subject) => void} [onDone]
 */

/**
 * A dialog in which one thing is decided. What cannot be put in force is said in it, and what was typed stays.
 * @template Subject
 * @param {HTMLDialogElement} dialog
 * @param {DialogKind<Subject>} kind
 * @param {(outcome: Extract<Outcome, { ok: true }>, subject: Subject) => void} onDecided
 */
export function decisionDialog(dialog, { key, about, path, gone, fill, read, onDone }, onDecided) {
  const refusal = the(dialog, ".refusal", HTMLElement);
  const submit = the(dialog, "button[type=submit]", HTMLButtonElement);
  /** @type {Subject | null} */
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

  /** @param {Subject} subject */
  const decide = async (subject) => {
    const body = await read(subject);
    if (open !== subject) return;
    if (typeof body === "string") return refuse(body);
    if (typeof body === "function") return body();
    /** @type {Outcome} */
    const outcome = await request("POST", path(subject), body);
    if (!outcome.ok) {
      if (open === subject)
        refuse(outcome.hint === null ? outcome.reason : `${outcome.reason}. ${outcome.hint}`);
      return;
    }
    onDone?.(subject);
    if (open === subject) dialog.close();
    onDecided(outcome, subject);
  };

  /** @param {Subject} subject */
  const act = async (subject) => {
    refuse("");
    submit.disabled = true;
    dialog.setAttribute("aria-busy", "true");
    try {
      await decide(subject);
    } catch (error) {
      if (open === subject) refuse(error instanceof Error ? error.message : String(error));
    } finally {
      submit.disabled = isForbidden;
      dialog.removeAttribute("aria-busy");
    }
  };

  the(dialog, "form", HTMLFormElement).addEventListener("submit", (event) => {
    event.preventDefault();
    if (open !== null && !dialog.hasAttribute("aria-busy")) void act(open);
  });
  the(dialog, ".cancel", HTMLButtonElement).addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", () => {
    open = null;
  });

  return {
    /** @param {Subject} subject */
    show(subject) {
      open = subject;
      refuse("");
      isForbidden = false;
      submit.disabled = false;
      the(dialog, ".about", HTMLElement).replaceChildren(visible(about(subject)));
      fill(subject);
      dialog.showModal();
    },
    forbid,
    /** The same as it is now: what is no longer what was shown is not put in force. @param {Subject} subject */
    change(subject) {
      if (open === null || key(open) !== key(subject) || dialog.hasAttribute("aria-busy")) return;
      forbid("What approving it does has changed meanwhile. Cancel, and look at it again");
    },
    /** What is there now, by key. @param {ReadonlySet<string>} keys */
    update(keys) {
      if (open === null || keys.has(key(open)) || dialog.hasAttribute("aria-busy")) return;
      forbid(gone);
    },
  };
}
