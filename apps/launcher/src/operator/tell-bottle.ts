import { currentConfig } from "@claude-bottle/shared/contracts";
import { askSidecar } from "./ask-sidecar.ts";
import { allowlistText } from "./in-force.ts";
import type { LiveBottle } from "./live-bottle.ts";
import { wordsOf } from "./targets/applied.ts";
import type { Target } from "./target.ts";

/**
 * Has supervise and the files in the agent say what is in force now. It is in force whether they say so or not: gives
 * what the operator should know, null where all went well.
 */
export async function tellBottle(bottle: LiveBottle, target: Target): Promise<string | null> {
  if (target.of !== "reach") return null;
  try {
    const told = await bottle.told();
    if (told === null) return null;
    const { allowlist } = target;
    const routes = target.routes ?? told.routes;
    const body = { ...told, routes, allowlist };
    await askSidecar(bottle.sidecar("supervise"), { method: "PUT", path: "/live", body });
    await bottle.backend.stage?.(bottle.identity, [
      { name: currentConfig.routes, text: routes },
      { name: currentConfig.allowlist, text: allowlistText(allowlist) },
    ]);
    return null;
  } catch (error) {
    return `It is in force, but the agent's own view of it is old: ${wordsOf(error)}`;
  }
}
