import { cells, cut, tail } from "./fit.ts";
import { type Row, row } from "./row.ts";
import { type State, untyped } from "./state.ts";
import { visible } from "./visible.ts";

const CURSOR = "_";

/** The question that waits for an answer, with what is typed so far. */
export function promptRows(state: State, columns: number): Row[] {
  const view = state.views.at(-1);
  switch (view?.name) {
    case "confirm": {
      const [wanted] = untyped(view);
      if (wanted !== undefined) {
        const question = `No manifest gives this bottle ${visible(wanted)}. Type it to hand it out: `;
        return line(question, view.input, columns);
      }
      if (view.noting) return line("Words to the agent: ", view.input, columns);
      const words = view.notes === "" ? "" : ` with the words "${visible(view.notes)}"`;
      return [row(cut(`Approve exactly this${words}? [y/n]`, columns), "warning")];
    }
    case "reject":
      return line("Why not? ", view.input, columns);
    case "edited":
      return line("Put it in force? Words for the audit: ", view.input, columns);
    case "detail":
    case "audit":
    case "help":
    case undefined:
      return [];
  }
}

function line(question: string, input: string, columns: number): Row[] {
  const room = Math.max(1, columns - cells(question) - 1);
  const isNarrow = room < 12;
  const typed = tail(visible(input), isNarrow ? Math.max(1, columns - 1) : room);
  const answer = { text: `${typed}${CURSOR}`, tone: "plain" } as const;
  return isNarrow
    ? [row(cut(question, columns), "warning"), [answer]]
    : [[{ text: question, tone: "warning" }, answer]];
}
