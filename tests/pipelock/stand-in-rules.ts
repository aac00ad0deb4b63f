import { lookup } from "node:dns/promises";
import type { IncomingHttpHeaders } from "node:http";
import { BlockList, isIP } from "node:net";
import type { StandInConfig } from "./stand-in-config.ts";

/** Core rules of the real one that its answers were recorded for; no setting turns them off. */
const core = [
  {
    name: "AWS Access ID",
    regex: /(?:AKIA|A3T|AGPA|AIDA|AROA|AIPA|ANPA|ANVA|ASIA)[A-Z0-9]{16,}/i,
  },
  { name: "GitHub Token", regex: /gh[pousr]_[A-Za-z0-9]{36,}/i },
];

const privateNetworks = new BlockList();
for (const [network, prefix] of [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.168.0.0", 16],
] as const)
  privateNetworks.addSubnet(network, prefix, "ipv4");
privateNetworks.addAddress("::1", "ipv6");

export interface Refusal {
  scanner: string;
  /** Without the `blocked: ` or `CONNECT blocked: ` before it. */
  reason: string;
  hint: string | null;
}

export const normalHost = (host: string): string => host.toLowerCase().replace(/\.$/, "");

/** `*.suffix` stands for the suffix too in the allowlist. */
function isListed(config: StandInConfig, host: string): boolean {
  return config.api_allowlist.some((entry) =>
    entry.startsWith("*.") ? host === entry.slice(2) || host.endsWith(entry.slice(1)) : host === entry,
  );
}

/** Here `*.suffix` does not stand for the suffix. */
export function isPassedThrough(config: StandInConfig, host: string): boolean {
  return config.tls_interception.passthrough_domains.some((entry) =>
    entry.startsWith("*.") ? host.endsWith(entry.slice(1)) : host === entry,
  );
}

export function listRefusal(config: StandInConfig, host: string): Refusal | null {
  if (isListed(config, host)) return null;
  return {
    scanner: "allowlist",
    reason: `domain not in allowlist: ${host}`,
    hint: "Domain not on the allowlist. In strict mode, only allowlisted domains are reachable.",
  };
}

export function urlRefusal(config: StandInConfig, path: string): Refusal | null {
  const text = safeDecode(path);
  const hit = core.find(({ regex }) => regex.test(text));
  if (hit !== undefined)
    return {
      scanner: "core_dlp",
      reason: `core DLP match: ${hit.name} (critical)`,
      hint: "Core DLP pattern matched. This is a critical credential detection that cannot be disabled.",
    };
  const own = config.dlp.patterns.find(
    ({ regex, action }) => action === "block" && new RegExp(regex, "i").test(text),
  );
  if (own === undefined) return null;
  return {
    scanner: "dlp",
    reason: `DLP match: ${own.name} (critical)`,
    hint: "A DLP pattern matched this URL. If false positive, add a suppress entry for this rule.",
  };
}

function safeDecode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** The address to dial, or why not. */
export async function addressOf(config: StandInConfig, host: string): Promise<string | Refusal> {
  const refuse = (reason: string): Refusal => ({
    scanner: "ssrf",
    reason,
    hint: "SSRF protection blocked this URL. It may resolve to a private IP or DNS resolution failed.",
  });
  const opened = new BlockList();
  for (const network of config.ssrf.ip_allowlist) {
    const [base, prefix] = network.split("/");
    opened.addSubnet(base ?? "", Number(prefix), "ipv4");
  }
  const isRefused = (address: string): boolean => {
    const family = isIP(address) === 6 ? "ipv6" : "ipv4";
    return privateNetworks.check(address, family) && !opened.check(address, family);
  };
  let addresses: string[];
  try {
    addresses = (await lookup(host, { all: true, family: 4 })).map(({ address }) => address);
  } catch {
    return refuse(`SSRF check failed: DNS resolution error for ${host}: no such host`);
  }
  const bad = addresses.find(isRefused);
  return bad === undefined
    ? (addresses[0] ?? "")
    : refuse(`SSRF blocked: ${host} resolves to internal IP ${bad}`);
}

/** Names of the rules that a text breaks, core rules first. */
export function findings(config: StandInConfig, text: string): string[] {
  // The real one joins lines before its core rules see them.
  const joined = text.replaceAll(/[\r\n]/g, "");
  return [
    ...core.filter(({ regex }) => regex.test(joined)).map(({ name }) => name),
    ...config.dlp.patterns
      .filter(({ regex, action }) => action === "block" && new RegExp(regex, "i").test(text))
      .map(({ name }) => name),
  ];
}

export function headerHasSecret(config: StandInConfig, headers: IncomingHttpHeaders): boolean {
  const ignored = new Set(config.request_body_scanning.ignore_headers.map((name) => name.toLowerCase()));
  return Object.entries(headers).some(
    ([name, value]) => !ignored.has(name) && findings(config, `${name}: ${String(value)}`).length > 0,
  );
}

/** Why a body is refused whatever the action. */
export function bodyRefusal(
  config: StandInConfig,
  headers: IncomingHttpHeaders,
  body: Buffer,
): string | null {
  const limit = config.request_body_scanning.max_body_bytes;
  if (body.length > limit) return `request body exceeds max_body_bytes (${limit})`;
  const coding = headers["content-encoding"];
  if (coding !== undefined)
    return `request body uses Content-Encoding "${coding}"; compressed bodies cannot be scanned for secrets`;
  if (body.length === 0 || !/[/+]json\b/.test(headers["content-type"] ?? "")) return null;
  try {
    JSON.parse(body.toString("utf8"));
    return null;
  } catch {
    return "invalid JSON body";
  }
}
