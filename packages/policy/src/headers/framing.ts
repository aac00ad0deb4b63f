import { refuse, type Refusal } from "../refusal.ts";
import type { RequestBody } from "../request.ts";
import type { HeadFacts } from "./head-facts.ts";

const DECIMAL = /^\d{1,15}$/;

function ambiguous(what: string): { refusal: Refusal } {
  return {
    refusal: refuse("framing", {
      what,
      fix: "Send either one Content-Length or Transfer-Encoding: chunked",
    }),
  };
}

/** The body that a request announces, or why it cannot be told (RFC 9112 section 6.3, read strictly). */
export function framing(
  facts: HeadFacts,
  httpVersion: "1.0" | "1.1",
): { body: RequestBody } | { refusal: Refusal } {
  const { lengths, transferCodings, disguised } = facts;
  if (disguised !== null)
    return ambiguous("a header that some servers read as the body's framing came under another name");
  if (transferCodings.length > 0) {
    if (lengths.length > 0) return ambiguous("the request has both Content-Length and Transfer-Encoding");
    if (transferCodings.length > 1 || transferCodings[0]?.trim().toLowerCase() !== "chunked")
      return ambiguous("the Transfer-Encoding is not exactly chunked");
    if (httpVersion === "1.0") return ambiguous("an HTTP/1.0 request has a Transfer-Encoding");
    return { body: { kind: "chunked" } };
  }
  const [length] = lengths;
  if (length === undefined) return { body: { kind: "none" } };
  if (lengths.length > 1 || !DECIMAL.test(length))
    return ambiguous("the Content-Length is not one decimal number");
  return { body: { kind: "length", bytes: Number(length) } };
}
