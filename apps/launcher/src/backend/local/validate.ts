import { access } from "node:fs/promises";
import { dirname, join } from "node:path";
import { BottleError } from "@claude-bottle/shared";
import type { Plan } from "../../core/plan.ts";
import { hasTask } from "../../provision/agent-command.ts";
import { checkMount } from "./check-mount.ts";
import type { LaunchParts } from "./launch.ts";

/** What this machine cannot carry out of a plan; creates nothing. */
export async function validate(parts: LaunchParts, plan: Plan): Promise<void> {
  await parts.machine(plan);
  if (plan.dockerfile !== null) {
    throw new BottleError(
      "not-available",
      `The backend local has no images: "${plan.dockerfile}" is not built`,
      {
        hint: 'Take "dockerfile" out of the bottle and install what the agent needs on this machine, or use --backend docker',
      },
    );
  }
  if (plan.egress.pipelock) await parts.pipelock();
  if (runsCli(plan) && (await parts.cli()) === null) {
    throw new BottleError(
      "not-available",
      "There is no claude on the search path, and the backend local has no image with one",
      {
        hint: "Install it (npm install -g @anthropic-ai/claude-code), say what to run after --, or use --backend docker",
      },
    );
  }
  if (plan.mountCwd) await checkMount(plan.cwd, { home: dirname(parts.runs), assets: parts.assets });
  await built(parts.assets, "apps/launcher/dist/inside.mjs");
  await built(parts.assets, "apps/egress-proxy/dist/main.mjs");
}

/** Whether anything runs that the operator did not name; a detached bottle may wait for `exec`. */
function runsCli(plan: Plan): boolean {
  return plan.command === null && (hasTask(plan) || !plan.detach);
}

async function built(assets: string, file: string): Promise<void> {
  await access(join(assets, file)).catch((cause: unknown) => {
    throw new BottleError("image-unavailable", `"${join(assets, file)}" is not there`, {
      hint: "Run `npm run build`",
      cause,
    });
  });
}
