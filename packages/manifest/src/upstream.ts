import { hostSchema } from "./egress.ts";

/** A git upstream taken apart. */
export interface Upstream {
  transport: "ssh" | "https";
  user: string | null;
  host: string;
  /** null: the transport's own. */
  port: number | null;
  /** As git sends it: with a leading slash, save in the scp form, where it is relative to the user's home. */
  path: string;
}

// No part may begin with a dash: ssh would read it as an option (CVE-2017-1000117).
const USER = "[A-Za-z0-9_][A-Za-z0-9._-]*";
const PATH = "[A-Za-z0-9._~+@%=,/-]*[A-Za-z0-9._~+@%=,-]";
const urlForm = new RegExp(
  `^(ssh|https)://(?:(${USER})@)?([A-Za-z0-9._-]+)(?::(\\d{1,5}))?(/${PATH})/?$`,
  "i",
);
const scpForm = new RegExp(`^(${USER})@([A-Za-z0-9._-]+):((?!-)/?(?!/)${PATH})/?$`);

/** `ssh://[user@]host[:port]/path`, `user@host:path` or `https://host[:port]/path`; null for anything else. */
export function parseUpstream(text: string): Upstream | null {
  const url = urlForm.exec(text);
  if (url !== null) {
    const [, scheme = "", user = null, host = "", port, path = ""] = url;
    const transport = scheme.toLowerCase() === "ssh" ? "ssh" : "https";
    // A name before the @ of an https URL is a credential, or will be prompted for; either way it belongs in TokenRef.
    if (transport === "https" && user !== null) return null;
    return checked({ transport, user, host, port: port === undefined ? null : Number(port), path });
  }
  const [, user, host, path] = scpForm.exec(text) ?? [];
  if (user === undefined || host === undefined || path === undefined) return null;
  return checked({ transport: "ssh", user, host, port: null, path });
}

const usualPort = { ssh: 22, https: 443 };

/** Which repository this is, however it is reached: `host/path`, or `host:port/path` where the port is unusual. */
export function repositoryOf({ transport, host, port, path }: Upstream): string {
  const at = port === null || port === usualPort[transport] ? host : `${host}:${port}`;
  return `${at}/${path.replace(/^\/+/, "").replace(/(?<=[^/])\.git$/, "")}`;
}

function checked(upstream: Upstream): Upstream | null {
  const host = hostSchema.safeParse(upstream.host);
  const portFits = upstream.port === null || (upstream.port >= 1 && upstream.port <= 65_535);
  const climbs = upstream.path.split("/").includes("..");
  return host.success && portFits && !climbs ? { ...upstream, host: host.data } : null;
}
