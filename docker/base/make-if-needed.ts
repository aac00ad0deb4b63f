import { BottleError } from "@claude-bottle/shared";
import { baseImage } from "../../apps/launcher/src/images/base-image.ts";
import type { ImageEngine } from "../../apps/launcher/src/images/image-engine.ts";

export interface BaseNeed {
  /** CLAUDE_BOTTLE_BASE_IMAGE; null: any. */
  wanted: string | null;
  say: (line: string) => void;
  make: () => Promise<string>;
}

/** Makes the base image only where a start would find none: one that is here or can be pulled comes first. */
export async function makeIfNeeded(engine: ImageEngine, { wanted, say, make }: BaseNeed): Promise<void> {
  try {
    await baseImage(engine, wanted, (progress) => {
      if (progress.kind === "begin") say(`No base image is here yet: ${progress.step}`);
    });
  } catch (error) {
    if (error instanceof BottleError && error.code === "engine-unreachable") {
      say("No engine answers, so no base image is made: without one, bottles run on the backend local");
      return;
    }
    // An image that was asked for by name is not replaced by another one.
    const replaceable = wanted === null && error instanceof BottleError && error.code === "image-unavailable";
    if (!replaceable) throw error;
    say(error.message);
    say(await make());
  }
}
