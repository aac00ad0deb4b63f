import type { DashboardEvent, Effect } from "../core/dashboard/event.ts";
import type { Operator, Outcome } from "../operator/operator.ts";
import { wordsOf } from "./words-of.ts";

/** What effects act on. */
export interface Outside {
  operator: Operator;
  /** Gives what the editor left; null where that is what it was given. Has the terminal to itself. */
  edit(file: { fileName: string; text: string }): Promise<string | null>;
  quit(): void;
}

/** Does what the dashboard wants done; gives what came of it, or null. It does not reject. */
export async function carryOut(effect: Effect, outside: Outside): Promise<DashboardEvent | null> {
  const { operator } = outside;
  switch (effect.type) {
    case "quit":
      outside.quit();
      return null;
    case "load":
      return await operator.detail(effect.ref).then(
        (detail) => ({ type: "detail", ticket: effect.ticket, detail }),
        (error: unknown) => unavailable(effect.ticket, error),
      );
    case "audit":
      return await operator.audit(effect.identity).then(
        (logs) => ({ type: "audit", ticket: effect.ticket, identity: effect.identity, logs }),
        (error: unknown) => unavailable(effect.ticket, error),
      );
    case "fetch": {
      const { ticket, identity, file } = effect;
      return await operator.file(identity, file).then(
        ({ fileName, text }) => ({
          type: "file",
          ticket,
          edit: { of: "bottle", identity, file, fileName, before: text, text },
        }),
        (error: unknown) => unavailable(ticket, error),
      );
    }
    case "edit":
      return await outside.edit(effect.edit).then(
        (text) => ({ type: "edited", edit: effect.edit, text, reason: null }),
        (error: unknown) => ({ type: "edited", edit: effect.edit, text: null, reason: wordsOf(error) }),
      );
    case "preview": {
      const { ticket, edit, text } = effect;
      const looked =
        edit.of === "bottle"
          ? operator.previewEdit(edit.identity, edit.file, text)
          : operator.preview({ identity: edit.detail.identity, id: edit.detail.id }, text);
      return { type: "previewed", ticket, edit, text, review: await looked.catch(wordsOf) };
    }
    case "approve": {
      const outcome = await decided(operator.approve(effect.ref, effect.approval));
      const did = effect.approval.text === null ? "Approved" : "Approved as modified";
      return { type: "outcome", ref: effect.ref, did, outcome };
    }
    case "reject": {
      const outcome = await decided(operator.reject(effect.ref, effect.notes));
      return { type: "outcome", ref: effect.ref, did: "Rejected", outcome };
    }
    case "apply": {
      const { ticket, identity, file, edited } = effect;
      const outcome = await decided(operator.edit(identity, file, edited));
      return { type: "applied", ticket, identity, file, outcome };
    }
  }
}

/** A view that is only brought up to date stays as it was. */
function unavailable(ticket: number | null, error: unknown): DashboardEvent | null {
  return ticket === null ? null : { type: "unavailable", ticket, reason: wordsOf(error) };
}

async function decided(work: Promise<Outcome>): Promise<Outcome> {
  return await work.catch((error: unknown) => ({ ok: false, reason: wordsOf(error), hint: null }));
}
