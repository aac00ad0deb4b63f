import { BottleError } from "@claude-bottle/shared";
import type { LiveBottle } from "../live-bottle.ts";
import type { Target } from "../target.ts";
import { type Applied, wordsOf } from "./applied.ts";
import { reach } from "./reach.ts";
import type { Means } from "./target-rules.ts";
import { waiver } from "./waiver.ts";

/** Puts a target in force, reads it back, and says what became of it; a failure changed nothing. */
export async function applyTarget(bottle: LiveBottle, target: Target, means: Means): Promise<Applied> {
  try {
    switch (target.of) {
      case "reach":
        return await reach.apply(bottle, target, means);
      case "waiver":
        return await waiver.apply(bottle, target, means);
      case "image":
        return await means.changeCapability(bottle, target.dockerfile);
    }
  } catch (error) {
    // A refusal in words left things as they were; of anything else nobody knows
    const hint = error instanceof BottleError ? (error.hint ?? null) : null;
    return { ok: false, reason: wordsOf(error), hint, inDoubt: !isRefusal(error) };
  }
}

const isRefusal = (error: unknown): boolean =>
  error instanceof BottleError && (error.code === "config-invalid" || error.code === "token-missing");

/** Whether a target holds in a bottle; `bottle` null: it does not run. */
export async function isInForce(
  bottle: LiveBottle | null,
  target: Target,
  { means, identity }: { means: Means; identity: string },
): Promise<boolean> {
  // Its bottle has ended by then
  if (target.of === "image") return (await means.nextDockerfile(identity)) === target.dockerfile;
  if (bottle === null) return false;
  return target.of === "reach"
    ? await reach.isInForce(bottle, target)
    : await waiver.isInForce(bottle, target);
}
