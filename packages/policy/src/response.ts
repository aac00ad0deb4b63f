import { maskText } from "./echo.ts";
import { contentCoding } from "./headers/content-coding.ts";
import { canonical, isDroppedFromResponse } from "./headers/names.ts";
import type { Live } from "./live.ts";
import { refuse, type Refusal } from "./refusal.ts";
import type { Coding, RequestPlan, ResponseHead, ResponsePlan } from "./request.ts";

/** Said of the body as it was sent; no longer true of an inflated one. */
const STALE_WHEN_INFLATED = new Set([
  "content-encoding",
  "content-length",
  "content-md5",
  "digest",
  "content-digest",
  "repr-digest",
  "accept-ranges",
]);
const PARTIAL_CONTENT = 206;

interface Listed {
  /** Lower-case names that `Connection` lists. */
  connection: ReadonlySet<string>;
  codings: string[];
  isChunked: boolean;
}

function listed(rawHeaders: readonly string[]): Listed {
  const connection = new Set<string>();
  const codings: string[] = [];
  let isChunked = false;
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = (rawHeaders[index] ?? "").toLowerCase();
    const value = rawHeaders[index + 1] ?? "";
    if (name === "connection") for (const item of value.split(",")) connection.add(canonical(item.trim()));
    if (name === "content-encoding") codings.push(value);
    if (name === "transfer-encoding") isChunked = true;
  }
  return { connection, codings, isChunked };
}

function hasNoBody(plan: RequestPlan, status: number): boolean {
  return plan.method === "HEAD" || status < 200 || status === 204 || status === 304;
}

function unmaskable(host: string): Refusal {
  return refuse("upstream-coding", {
    what: `${host} answered in a coding that cannot be undone, so its credential could not be masked`,
    fix: "Ask for the whole answer without compression",
  });
}

/** What the agent gets to see of an answer's head; a refusal (with a `code`) when its body could not be masked. */
export function planResponse(live: Live, plan: RequestPlan, response: ResponseHead): ResponsePlan | Refusal {
  const { status, rawHeaders } = response;
  const { connection, codings, isChunked } = listed(rawHeaders);
  if (status === 101 && plan.upgrade === null)
    return refuse("upstream-invalid", {
      what: `${plan.authority.host} switched protocols unasked`,
      fix: "Try again",
    });
  let inflate: Coding | null = null;
  if (plan.credentialed && !hasNoBody(plan, status)) {
    const coding = contentCoding(codings);
    if (coding === undefined || (coding !== null && status === PARTIAL_CONTENT))
      return unmaskable(plan.authority.host);
    inflate = coding;
  }
  const headers: string[] = [];
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const raw = rawHeaders[index] ?? "";
    const name = raw.toLowerCase();
    if (isDroppedFromResponse(name)) continue;
    if (connection.has(name) && name !== "content-length" && name !== "set-cookie") continue;
    if (isChunked && name === "content-length") continue;
    if (plan.credentialed && name === "set-cookie") continue;
    if (inflate !== null && STALE_WHEN_INFLATED.has(name)) continue;
    const value = rawHeaders[index + 1] ?? "";
    const shown = plan.credentialed ? maskText(live, value) : value;
    headers.push(raw, inflate !== null && name === "etag" && !shown.startsWith("W/") ? `W/${shown}` : shown);
  }
  if (status === 101) headers.push("Connection", "Upgrade", "Upgrade", "websocket");
  return { headers, mask: plan.credentialed, inflate };
}

const NEVER_A_TRAILER = new Set([
  "content-length",
  "content-encoding",
  "content-type",
  "content-range",
  "set-cookie",
  "host",
]);

/** Trailers of an answer, likewise (RFC 9110 section 6.5.1). */
export function planTrailers(live: Live, plan: RequestPlan, raw: readonly string[]): string[] {
  const out: string[] = [];
  for (let index = 0; index < raw.length; index += 2) {
    const name = raw[index] ?? "";
    const value = raw[index + 1] ?? "";
    const lower = name.toLowerCase();
    if (isDroppedFromResponse(lower) || NEVER_A_TRAILER.has(lower)) continue;
    out.push(name, plan.credentialed ? maskText(live, value) : value);
  }
  return out;
}
