import { type LiveState, type SuperviseStdin, superviseStdinSchema } from "@claude-bottle/shared/contracts";
import type { Plan } from "../core/plan.ts";

/** Where it stands and what it reaches: what the backend decides. `gate`: git-gate's URL; null: there is none. */
type SupervisePlace = Pick<SuperviseStdin["config"], "listen" | "control" | "queue" | "gate">;

/** What supervise is told over its stdin. */
export function superviseDocument(plan: Plan, live: LiveState, place: SupervisePlace): SuperviseStdin {
  return superviseStdinSchema.parse({
    config: {
      version: 1,
      identity: plan.identity,
      ...place,
    },
    live,
  });
}
