import { hostHeader, type Authority } from "../authority.ts";
import type { CompiledRoute } from "../live.ts";
import type { HeadFacts } from "./head-facts.ts";
import { isProtected, requestTreatment } from "./names.ts";

const TOKEN_ITEM =
  /(?:^|[._-])(?:bearer|token|auth|authorization|api[._-]?key|apikey|jwt|secret|password)(?:[._-]|$)/i;
const LONGEST_PROTOCOL = 64;

/** Browsers cannot set headers on a WebSocket, so clients put tokens among the subprotocols. */
function withoutTokens(value: string): string {
  return value
    .split(",")
    .map((item) => item.trim())
    .filter((item) => item !== "" && item.length <= LONGEST_PROTOCOL && !TOKEN_ITEM.test(item))
    .join(", ");
}

export interface OutgoingHead {
  scheme: "https" | "http";
  authority: Authority;
  rawHeaders: readonly string[];
  facts: HeadFacts;
  upgrade: boolean;
  /** The body's coding is undone on the way. */
  inflated: boolean;
  route: CompiledRoute | null;
}

/** The value to pass on; null: the header is dropped. */
function passed(head: OutgoingHead, name: string, value: string): string | null {
  const { facts, route } = head;
  const inject = route?.inject ?? null;
  if (facts.connection?.has(name) === true && !isProtected(name)) return null;
  const treatment = requestTreatment(name);
  if (treatment === "drop") return null;
  if (name === "content-encoding" && head.inflated) return null;
  if (inject === null) return value;
  if (name === inject.canonical || treatment === "carrier" || treatment === "coding") return null;
  return treatment === "protocols" ? withoutTokens(value) || null : value;
}

/**
 * The whole list that leaves, but for the body's framing. Names keep their case, order and duplicates.
 * The credential comes last, exactly once, and never over plain http.
 */
export function requestHeaders(head: OutgoingHead): string[] {
  const { rawHeaders, facts, route } = head;
  const out = ["Host", hostHeader(head.authority, head.scheme === "https" ? 443 : 80)];
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const raw = rawHeaders[index];
    const name = facts.names[index >> 1];
    if (raw === undefined || name === undefined) continue;
    const value = passed(head, name, rawHeaders[index + 1] ?? "");
    if (value !== null) out.push(raw, value);
  }
  if (head.upgrade) out.push("Connection", "Upgrade", "Upgrade", "websocket");
  const inject = route?.inject ?? null;
  if (inject === null) return out;
  out.push("Accept-Encoding", "identity");
  if (head.scheme === "https") out.push(inject.header, inject.value.reveal());
  return out;
}
