import type { Live } from "./live.ts";
import type { ByteFilter } from "./search/byte-filter.ts";

/** Replaces every usual spelling of a slot's value by as many `*`. One filter for each body. */
export function echoMask(_live: Live): ByteFilter {
  throw new Error("being written");
}

/** The same for a header's value or a reason phrase. */
export function maskText(_live: Live, _text: string): string {
  throw new Error("being written");
}
