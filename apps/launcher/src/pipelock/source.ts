import { BottleError } from "@claude-bottle/shared";

/** The version that was verified here; its configuration is read strictly, so another one needs another generator. */
export const PIPELOCK_VERSION = "2.3.0";
export const PUBLISHED_IMAGE = `ghcr.io/luckypipewrench/pipelock:${PIPELOCK_VERSION}`;

/** Where pipelock comes from, by what the operator set. */
export type PipelockSource =
  | { kind: "image"; reference: string }
  | { kind: "binary"; path: string }
  | { kind: "published"; reference: string };

export interface PipelockSettings {
  CLAUDE_BOTTLE_PIPELOCK_IMAGE?: string | undefined;
  CLAUDE_BOTTLE_PIPELOCK_BINARY?: string | undefined;
}

/** An image of the operator's, else a binary of his, else the published image of the verified version. */
export function pipelockSource(settings: PipelockSettings): PipelockSource {
  const { CLAUDE_BOTTLE_PIPELOCK_IMAGE: reference, CLAUDE_BOTTLE_PIPELOCK_BINARY: path } = settings;
  if (reference !== undefined && reference !== "") return { kind: "image", reference };
  if (path !== undefined && path !== "") return { kind: "binary", path };
  return { kind: "published", reference: PUBLISHED_IMAGE };
}

/** Why there is no pipelock, with the three ways out. */
export function pipelockUnavailable(wanted: string, cause: unknown): BottleError {
  const reason = cause instanceof Error ? `: ${cause.message}` : "";
  return new BottleError("pipelock-unavailable", `Cannot get pipelock from ${wanted}${reason}`, {
    hint:
      `Name an image of pipelock ${PIPELOCK_VERSION} in CLAUDE_BOTTLE_PIPELOCK_IMAGE, or a binary in ` +
      "CLAUDE_BOTTLE_PIPELOCK_BINARY, or set `egress.pipelock: false` in the bottle",
    cause,
  });
}
