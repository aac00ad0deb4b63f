import type { Live } from "./live.ts";
import type { Refusal } from "./refusal.ts";

export interface UpstreamAnswer {
  /** `connect`: pipelock's answer to our CONNECT; `request`: the answer to a request (also plain http). */
  stage: "connect" | "request";
  /** Host that the request was for. */
  host: string;
  /** The answer can be pipelock's own: its leaf was shown, or the request went to it in absolute form. */
  fromPipelock: boolean;
  status: number;
  rawHeaders: readonly string[];
}

/** True: read up to `VERDICT_PEEK` bytes of the body before calling `readUpstreamVerdict`. */
export function mayBeVerdict(_answer: UpstreamAnswer): boolean {
  throw new Error("being written");
}

/** Bytes of a body that are enough to tell whose answer it is. */
export const VERDICT_PEEK = 512;

/** Is this answer pipelock's refusal and not the host's? Then in our own words; null: relay it. */
export function readUpstreamVerdict(_live: Live, _answer: UpstreamAnswer, _body: string): Refusal | null {
  throw new Error("being written");
}

/** Which authority must have signed the leaf that a host shows on the last leg; anything else fails closed. */
export function expectedIssuer(_live: Live, _host: string): "public" | "pipelock" {
  throw new Error("being written");
}
