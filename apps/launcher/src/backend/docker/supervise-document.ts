import { sidecarPorts } from "@claude-bottle/shared";
import { type LiveState, type SuperviseStdin, superviseStdinSchema } from "@claude-bottle/shared/contracts";
import type { Plan } from "../../core/plan.ts";

/** Where the bottle's queue lies inside supervise's container. */
export const QUEUE = "/queue";
/** Where its control socket lies, and where its image's health check looks. */
const CONTROL = "/tmp/supervise.sock";

/** What supervise is told over its stdin; `gate` is git-gate's address on the agent's network. */
export function superviseDocument(plan: Plan, live: LiveState, gate: string | null): SuperviseStdin {
  return superviseStdinSchema.parse({
    config: {
      version: 1,
      identity: plan.identity,
      listen: { host: "0.0.0.0", port: sidecarPorts.supervise },
      control: CONTROL,
      queue: QUEUE,
      gate: gate === null ? null : `http://${gate}:${sidecarPorts["git-gate"]}`,
    },
    live,
  });
}
