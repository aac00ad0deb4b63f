/** Where a request goes. `host` is lower-case, without trailing dot, IPv6 without brackets. */
export interface Authority {
  host: string;
  port: number;
}

const LABEL = /^[a-z0-9_-]{1,63}$/;
const IPV4 = /^(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?:\.(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)){3}$/;
const NUMERIC = /^(?:\d+|0x[0-9a-f]*)$/;
const PORT = /^[1-9]\d{0,4}$/;
const GROUP = /^[0-9a-f]{1,4}$/;

/** Exactly the IPv6 forms of RFC 4291 section 2.2, without a zone. */
export function isIpv6(text: string): boolean {
  const halves = text.split("::");
  if (halves.length > 2) return false;
  let groups = 0;
  for (const [index, half] of halves.entries()) {
    if (half === "") continue;
    const parts = half.split(":");
    for (const [at, part] of parts.entries()) {
      const isLast = index === halves.length - 1 && at === parts.length - 1;
      if (GROUP.test(part)) groups += 1;
      else if (isLast && IPV4.test(part)) groups += 2;
      else return false;
    }
  }
  return halves.length === 2 ? groups <= 7 : groups === 8;
}

function parseName(text: string): string | null {
  const name = (text.endsWith(".") ? text.slice(0, -1) : text).toLowerCase();
  if (name.length === 0 || name.length > 253) return null;
  const labels = name.split(".");
  if (!labels.every((label) => LABEL.test(label))) return null;
  const last = labels.at(-1) ?? "";
  // `127.1`, `2130706433` and `0x7f000001` are addresses to some resolvers and names to others
  if (NUMERIC.test(last)) return IPV4.test(name) && !text.endsWith(".") ? name : null;
  return name;
}

function parse(text: string, defaultPort: number | null): Authority | null {
  if (text.length > 300) return null;
  let host = text;
  let port = defaultPort === null ? null : String(defaultPort);
  const end = text.startsWith("[") ? text.indexOf("]") + 1 : text.indexOf(":");
  if (text.startsWith("[") && end === 0) return null;
  if (end !== -1 && end < text.length) {
    if (text[end] !== ":") return null;
    host = text.slice(0, end);
    port = text.slice(end + 1);
  }
  if (port === null || !PORT.test(port) || Number(port) > 65_535) return null;
  if (!host.startsWith("[")) {
    const name = parseName(host);
    return name === null ? null : { host: name, port: Number(port) };
  }
  const inner = host.slice(1, -1).toLowerCase();
  return isIpv6(inner) ? { host: inner, port: Number(port) } : null;
}

/** The target of a CONNECT: `name:port`, `a.b.c.d:port` or `[v6]:port`, nothing else; null when malformed. */
export function parseAuthority(text: string): Authority | null {
  return parse(text, null);
}

/** A `Host` header or the authority of an absolute target; null when malformed. */
export function parseHostHeader(text: string, defaultPort: number): Authority | null {
  return parse(text, defaultPort);
}

/** As it stands in a `Host` header: the port only when it is not the scheme's own. */
export function hostHeader(authority: Authority, defaultPort: number): string {
  const host = authority.host.includes(":") ? `[${authority.host}]` : authority.host;
  return authority.port === defaultPort ? host : `${host}:${authority.port}`;
}
