import type { KillOutcome } from "../../tests/world/gate-alone/kill-during-push.ts";
import type { Measurement } from "../row.ts";

/** How many of all kills were followed by what must never be. */
export function killRows(id: string, outcomes: readonly KillOutcome[]): Measurement[] {
  const row = (what: string, is: keyof KillOutcome): Measurement => {
    const ours = outcomes.filter((outcome) => outcome[is]).length;
    const peer = outcomes.length;
    return { row: { id: `${id}.${what}`, unit: "pushes", ours, peer, ratio: ours / peer } };
  };
  return [row("false-success", "isFalseSuccess"), row("lost", "isLost"), row("different", "isDifferent")];
}
