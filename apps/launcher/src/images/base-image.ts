import { BottleError } from "@claude-bottle/shared";
import type { Report } from "../backend/backend.ts";
import type { ImageEngine } from "./image-engine.ts";

const LOCAL = "claude-bottle-base:latest";
const PUBLISHED = "node:24-bookworm-slim";
const WAYS_OUT =
  "Make one on this machine with `npm run base-image`, or set CLAUDE_BOTTLE_BASE_IMAGE to an image of Debian with Node 24 and npm";

export interface BaseImage {
  reference: string;
  id: string;
}

async function pulled(engine: ImageEngine, reference: string, report: Report): Promise<BaseImage> {
  const step = `pull ${reference}`;
  report({ kind: "begin", step });
  try {
    await engine.pull(reference, (text) => report({ kind: "detail", step, text }));
  } catch (cause) {
    if (cause instanceof BottleError && cause.code !== "image-unavailable") throw cause;
    const words = cause instanceof Error ? cause.message : String(cause);
    throw new BottleError("image-unavailable", `There is no base image "${reference}": ${words}`, {
      hint: WAYS_OUT,
      cause,
    });
  }
  report({ kind: "done", step });
  const id = await engine.imageId(reference);
  if (id !== null) return { reference, id };
  throw new BottleError("image-unavailable", `The engine does not have "${reference}" after pulling it`, {
    hint: WAYS_OUT,
  });
}

/** The image that ours are built from: the one asked for, else the one made on this machine, else the published one. */
export async function baseImage(
  engine: ImageEngine,
  wanted: string | null,
  report: Report,
): Promise<BaseImage> {
  const present = wanted === null ? [LOCAL, PUBLISHED] : [wanted];
  for (const reference of present) {
    const id = await engine.imageId(reference);
    if (id !== null) return { reference, id };
  }
  return pulled(engine, wanted ?? PUBLISHED, report);
}
