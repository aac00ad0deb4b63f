import type { DlpAction } from "@claude-bottle/manifest/egress";
import { parse, stringify } from "yaml";
import { z } from "zod";
import { ignoredHeaders, type PipelockPosition } from "./headers.ts";
import { NO_HOST, pipelockHosts, privateNetworks, withApex } from "./hosts.ts";
import { pipelockPatterns } from "./patterns.ts";

const MIB = 1_048_576;
const DAY_S = 86_400;
const SCAN_LIMIT_BYTES = 32 * MIB;
/** Above eight bits a byte no text is refused for looking random. */
const NO_ENTROPY_RULE = 100;

export interface PipelockConfig {
  identity: string;
  /** Effective allowlist. */
  hosts: readonly string[];
  dlpAction: DlpAction;
  position: PipelockPosition;
  /** Hosts whose TLS is relayed untouched, fixed for the life of the process. */
  passthrough: readonly string[];
  /** Names of the headers that egress-proxy puts credentials into. */
  injectedHeaders: readonly string[];
  /** Names that the operator points to an address himself. */
  privateHosts: Readonly<Record<string, string>>;
  /** `address:port` of the proxy and of its metrics. */
  listen: { proxy: string; metrics: string };
}

/**
 * The configuration file for pipelock 2.3.0, which parses strictly: another version has other keys. The keys stand in
 * a fixed order, because the SHA-256 of these bytes is what pipelock reports as its `config_hash`. It holds names only.
 */
export function pipelockYaml(config: PipelockConfig): string {
  const hosts = pipelockHosts(config.hosts);
  const networks = privateNetworks(config.privateHosts);
  const document = {
    version: 1,
    // The only mode that enforces api_allowlist.
    mode: "strict",
    enforce: true,
    explain_blocks: true,
    default_agent_identity: config.identity,
    bind_default_agent_identity: true,
    api_allowlist: listed(hosts),
    ...(networks.length === 0 ? {} : { ssrf: { ip_allowlist: networks } }),
    fetch_proxy: {
      listen: config.listen.proxy,
      timeout_seconds: 3_600,
      max_response_mb: 512,
      monitoring: {
        max_url_length: 65_536,
        entropy_threshold: NO_ENTROPY_RULE,
        subdomain_entropy_threshold: NO_ENTROPY_RULE,
        // 0 would mean 60.
        max_requests_per_minute: 1_000_000,
        blocklist: [],
      },
    },
    forward_proxy: {
      enabled: true,
      // Both cut in mid-stream.
      max_tunnel_seconds: DAY_S,
      idle_timeout_seconds: DAY_S,
      // On, every intercepted tunnel ends after one answer. Off, the agent could show another name than it asked for.
      sni_verification: config.position === "agents-proxy",
    },
    tls_interception: {
      enabled: true,
      // Relative to this file.
      ca_cert: "ca.pem",
      ca_key: "ca-key.pem",
      passthrough_domains: withApex(config.passthrough),
      max_response_bytes: SCAN_LIMIT_BYTES,
    },
    request_body_scanning: {
      enabled: true,
      action: config.dlpAction,
      max_body_bytes: SCAN_LIMIT_BYTES,
      scan_headers: true,
      header_mode: "all",
      ignore_headers: ignoredHeaders(config.position, config.injectedHeaders),
    },
    dlp: {
      include_defaults: false,
      scan_env: false,
      // URLs do not follow the action of bodies, so that "warn" stands at each pattern too.
      patterns: pipelockPatterns.map(({ name, regex }) => ({
        name,
        regex,
        severity: "critical",
        ...(config.dlpAction === "warn" ? { action: "warn" } : {}),
      })),
    },
    // Any list of English words can be a seed phrase.
    seed_phrase_detection: { enabled: false },
    // Off, event streams would be held to their end and core rules would block instead of log.
    response_scanning: {
      enabled: true,
      action: "warn",
      include_defaults: false,
      sse_streaming: { enabled: false },
    },
    media_policy: { enabled: false },
    taint: { enabled: false },
    websocket_proxy: { enabled: false },
    sentry: { enabled: false },
    metrics_listen: config.listen.metrics,
    logging: { format: "json", output: "stdout", include_allowed: true, include_blocked: true },
  };
  return stringify(document, { lineWidth: 0 });
}

/** Strict mode refuses an empty list. */
const listed = (hosts: string[]): string[] => (hosts.length === 0 ? [NO_HOST] : hosts);

const fileSchema = z.looseObject({
  request_body_scanning: z.looseObject({ ignore_headers: z.array(z.string()) }),
});

/** Whether a pipelock with this file leaves a header alone. */
export function ignoresHeader(yaml: string, header: string): boolean {
  const { ignore_headers } = fileSchema.parse(parse(yaml)).request_body_scanning;
  return ignore_headers.some((name) => name.toLowerCase() === header.toLowerCase());
}

/** The file as `pipelockYaml` would have written it for other hosts, all else as it was: what a running pipelock takes. */
export function withAllowlist(yaml: string, hosts: readonly string[]): string {
  // In the order in which its keys stand
  const document = z.record(z.string(), z.unknown()).parse(parse(yaml));
  return stringify({ ...document, api_allowlist: listed(pipelockHosts(hosts)) }, { lineWidth: 0 });
}
