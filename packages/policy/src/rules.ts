import { hostHeader, parseHostHeader, type Authority } from "./authority.ts";
import type { HeadFacts } from "./headers/head-facts.ts";
import { refuse, type Refusal } from "./refusal.ts";
import type { RequestFacts } from "./request.ts";

const METHODS = new Set(
  `GET HEAD OPTIONS POST PUT PATCH DELETE PROPFIND PROPPATCH MKCOL COPY MOVE LOCK UNLOCK REPORT SEARCH QUERY
  MKACTIVITY CHECKOUT MERGE PURGE NOTIFY SUBSCRIBE UNSUBSCRIBE`.split(/\s+/),
);
const MOST_HEADERS = 2000;

function mismatch(what: string): Refusal {
  return refuse("authority-mismatch", {
    what,
    fix: "Open a tunnel of its own for each host and name that host everywhere",
  });
}

/** Where a request goes: what CONNECT, TLS and Host, or the target of a plain request and Host, all name. */
export function agreedAuthority(
  facts: RequestFacts,
  head: HeadFacts,
  target: Authority | null,
): Authority | Refusal {
  const port = facts.scheme === "https" ? 443 : 80;
  const wanted = facts.scheme === "https" ? facts.tunnel : target;
  const [text] = head.hosts;
  if (text === undefined || head.hosts.length > 1)
    return refuse("malformed", { what: "the request has not exactly one Host header", fix: "Send one" });
  const host = parseHostHeader(text, port);
  if (host === null || wanted === null)
    return refuse("malformed", {
      what: "the Host header is malformed",
      fix: "Send the name of the host, with its port if it is not the usual one",
    });
  if (host.host !== wanted.host || host.port !== wanted.port)
    return mismatch(`the request names ${hostHeader(host, port)} but came for ${hostHeader(wanted, port)}`);
  return wanted;
}

/** The server name of the TLS hello: absent or that of the tunnel. */
export function serverNameMismatch(facts: RequestFacts): Refusal | null {
  if (facts.tunnel === null || facts.sni === null || facts.sni === "") return null;
  const name = facts.sni.toLowerCase().replace(/\.$/, "");
  return name === facts.tunnel.host
    ? null
    : mismatch(`the TLS hello does not name ${facts.tunnel.host}, for which the tunnel was opened`);
}

export function tooManyHeaders(facts: RequestFacts): Refusal | null {
  return facts.rawHeaders.length <= MOST_HEADERS * 2
    ? null
    : refuse("too-large", { what: `the request has more than ${MOST_HEADERS} headers`, fix: "Send fewer" });
}

/** CONNECT would open a tunnel within the tunnel, TRACE would echo the credential. */
export function unknownMethod(method: string): Refusal | null {
  return METHODS.has(method)
    ? null
    : refuse("method-unknown", {
        what: "the method is not one that is forwarded",
        fix: "Use a standard method",
      });
}

export function unexpected(head: HeadFacts): Refusal | null {
  return head.expect === null || head.expect.trim().toLowerCase() === "100-continue"
    ? null
    : refuse("expectation", { what: "the Expect header asks for something unknown", fix: "Leave it out" });
}

export function gitPush(host: string): Refusal {
  return refuse("git-push", {
    what: `a git push over HTTP to ${host} is refused on every host`,
    fix: "Declare the repository under git in the bottle and push to its remote, which goes through the gate",
  });
}

export function unlistedHost(host: string): Refusal {
  return refuse("host", {
    what: `${host} is not on the allowlist of this bottle`,
    fix: `Propose it to the operator, who adds it under egress.allowlist`,
  });
}

/** https on 443 and plain http on 80; other protocols do not become allowed with their host. */
export function otherPort(authority: Authority, scheme: "https" | "http"): Refusal | null {
  const port = scheme === "https" ? 443 : 80;
  return authority.port === port
    ? null
    : refuse("port", {
        what: `port ${authority.port} of ${authority.host} is not open: an allowed host is allowed for https on 443 and http on 80`,
        fix: "Use the usual port",
      });
}

/** A body whose coding cannot be undone cannot be screened. */
export function unreadableCoding(): Refusal {
  return refuse("content-coding", {
    what: "the body has a Content-Encoding that cannot be read here",
    fix: "Send it plain, or as one of gzip, br, zstd and deflate",
  });
}

export function upgradeWithBody(): Refusal {
  return refuse("upgrade", { what: "a WebSocket handshake must be a GET without a body", fix: "Send it so" });
}
