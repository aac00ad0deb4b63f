import type { Context } from "../cli/context.ts";
import { readNetwork } from "../host/files.ts";
import { changeCapability } from "./change-capability.ts";
import type { LiveBottle } from "./live-bottle.ts";
import type { Applied } from "./targets/applied.ts";

/** Ends a bottle with another image to be resumed from. */
export async function changeImage(
  context: Context,
  { identity, backend }: LiveBottle,
  dockerfile: string,
): Promise<Applied> {
  const { buildRoots } = await readNetwork(context, context.environment);
  const parts = {
    backend,
    home: context.home,
    buildRoots,
    report: () => undefined,
    signal: new AbortController().signal,
  };
  const outcome = await changeCapability({ identity, dockerfile }, parts);
  if (outcome.ok) return { ok: true, says: outcome.changed, next: outcome.next };
  // Also where it failed it may be the bottle's next image: whoever comes next looks
  return { ...outcome, inDoubt: true };
}
