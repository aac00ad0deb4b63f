import { BottleError } from "@claude-bottle/shared";
import { parseHostHeader, hostHeader, type RequestFacts } from "@claude-bottle/policy";

const URL_FORM = /^(https?):\/\/([^/?#]+)([^#]*)(?:#.*)?$/i;

/** The URL of what a log says; its host and path may be anything that an agent made up. */
export const urlOf = ({ host, path }: { host: string; path: string }): string =>
  `https://${host.includes(":") ? `[${host}]` : host}${path}`;

/** A request as a usual client would send it for this URL, the path exactly as written. @throws {BottleError} `usage` */
export function requestOf(method: string, url: string): RequestFacts & { host: string } {
  const request = readRequest(method, url);
  if (request !== null) return request;
  throw new BottleError("usage", `"${url}" is not an http or https URL with a host and without user name`, {
    hint: "Write the whole URL, such as https://api.example.com/v1/items",
  });
}

/** The same; null: no client could send it. */
export function readRequest(method: string, url: string): (RequestFacts & { host: string }) | null {
  const [, schemeText = "", authority = "", rest = ""] = URL_FORM.exec(url) ?? [];
  const scheme = schemeText.toLowerCase() === "http" ? "http" : "https";
  const port = scheme === "https" ? 443 : 80;
  const named = authority === "" ? null : parseHostHeader(authority, port);
  if (named === null) return null;
  const path = rest.startsWith("/") ? rest : `/${rest}`;
  const host = hostHeader(named, port);
  return {
    host: named.host,
    scheme,
    tunnel: scheme === "https" ? named : null,
    sni: scheme === "https" ? named.host : null,
    method: method.toUpperCase(),
    target: scheme === "https" ? path : `http://${host}${path}`,
    rawHeaders: ["Host", host],
    httpVersion: "1.1",
  };
}
