import { printable } from "../core/printable.ts";
import type { Refusal } from "./refusal.ts";

/** What a request says of where it comes from. */
export interface Provenance {
  method: string;
  /** Every `Host` header that was sent. */
  hosts: readonly string[];
  origin: string | undefined;
  /** `Sec-Fetch-Site` (Fetch Metadata, W3C): the browser says it, and no page can. */
  site: string | undefined;
}

const quoted = (text: string | undefined): string =>
  text === undefined ? "none" : `"${printable(text.slice(0, 100))}"`;

/** A name that somebody else's resolver leads here (DNS rebinding) has another `Host` than the address itself. */
export function objectToHost({ hosts }: Provenance, authority: string): Refusal | null {
  const [host] = hosts;
  if (hosts.length === 1 && host === authority) return null;
  return {
    status: 421,
    error: "host",
    message: `The dashboard answers to ${authority} alone, and was called ${hosts.length > 1 ? "by several names" : quoted(host)}`,
    hint: "Open the address as it was printed; over a tunnel, forward the same port number",
  };
}

/** Only what its own page asks for is answered: other sites, and other ports of this machine, are not it. */
export function objectToOrigin({ method, origin, site }: Provenance, authority: string): Refusal | null {
  const hint = "Use the page itself, in a browser of the last years";
  if (site !== "same-origin") {
    const message = `Only the dashboard's own page may ask for this; Sec-Fetch-Site is ${quoted(site)}`;
    return { status: 403, error: "site", message, hint };
  }
  // A browser leaves Origin out of a plain GET to its own origin
  const isOwn = origin === `http://${authority}` || (origin === undefined && method === "GET");
  if (isOwn) return null;
  const message = `Only the dashboard's own page may ask for this; Origin is ${quoted(origin)}`;
  return { status: 403, error: "origin", message, hint };
}
