import { parseHostHeader, type Authority } from "./authority.ts";
import { refuse, type Refusal } from "./refusal.ts";

const LONGEST = 16_384;
const VISIBLE = /^[\x21-\x22\x24-\x7e]*$/;
const BAD_ESCAPE = /%(?:(?![0-9a-f]{2})|00|0a|0d)/i;

export interface Target {
  /** Path and query as sent. */
  origin: string;
  path: string;
  /** Without the question mark. */
  query: string;
  /** Of an absolute form; null for the origin form. */
  authority: Authority | null;
}

function malformed(what: string): { refusal: Refusal } {
  return {
    refusal: refuse("target", {
      what,
      fix: "Send a path that begins with / and escapes every other character with %",
    }),
  };
}

/** Origin form inside TLS, absolute form on plain http (RFC 9112 section 3.2); everything else is refused. */
export function parseTarget(
  raw: string,
  scheme: "https" | "http",
): { target: Target } | { refusal: Refusal } {
  if (raw.length > LONGEST) return malformed("the request target is longer than 16 KB");
  if (!VISIBLE.test(raw)) return malformed("the request target has a character that must be escaped");
  let origin = raw;
  let authority: Authority | null = null;
  if (scheme === "http") {
    const absolute = /^http:\/\/([^/?@]+)(.*)$/i.exec(raw);
    if (absolute === null)
      return malformed("a plain http request to a proxy needs a target of the form http://host/path");
    const rest = absolute[2] ?? "";
    if (rest.startsWith("@")) return malformed("the request target holds user information");
    authority = parseHostHeader(absolute[1] ?? "", 80);
    if (authority === null) return malformed("the host of the request target is malformed");
    origin = rest.startsWith("/") ? rest : `/${rest}`;
  }
  if (!origin.startsWith("/")) return malformed("the request target does not begin with /");
  const mark = origin.indexOf("?");
  const path = mark === -1 ? origin : origin.slice(0, mark);
  if (path.includes("%") && BAD_ESCAPE.test(path))
    return malformed("the path has an escape that is not allowed");
  return { target: { origin, path, query: mark === -1 ? "" : origin.slice(mark + 1), authority } };
}
