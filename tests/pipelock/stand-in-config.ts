import { readFile, stat } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { parse } from "yaml";
import { z } from "zod";

const flag = z.strictObject({ enabled: z.boolean() });
const address = z.string().regex(/^[\d.]+:\d+$/);

/** The keys of 2.3.0 that this project writes; the real one knows more, and is as strict about others. */
const configSchema = z.strictObject({
  version: z.literal(1),
  mode: z.literal("strict"),
  enforce: z.literal(true),
  explain_blocks: z.boolean(),
  default_agent_identity: z.string(),
  bind_default_agent_identity: z.boolean(),
  api_allowlist: z
    .array(z.string())
    .min(1, "invalid config: strict mode requires at least one domain in api_allowlist"),
  ssrf: z.strictObject({ ip_allowlist: z.array(z.cidrv4()) }).default({ ip_allowlist: [] }),
  fetch_proxy: z.strictObject({
    listen: address,
    timeout_seconds: z.int(),
    max_response_mb: z.int(),
    monitoring: z.strictObject({
      max_url_length: z.int(),
      entropy_threshold: z.number(),
      subdomain_entropy_threshold: z.number(),
      max_requests_per_minute: z.int(),
      blocklist: z.array(z.string()),
    }),
  }),
  forward_proxy: z.strictObject({
    enabled: z.literal(true),
    max_tunnel_seconds: z.int(),
    idle_timeout_seconds: z.int(),
    sni_verification: z.boolean(),
  }),
  tls_interception: z.strictObject({
    enabled: z.literal(true),
    ca_cert: z.string(),
    ca_key: z.string(),
    passthrough_domains: z.array(z.string()),
    max_response_bytes: z.int(),
  }),
  request_body_scanning: z.strictObject({
    enabled: z.literal(true),
    action: z.enum(["block", "warn"]),
    max_body_bytes: z.int(),
    scan_headers: z.literal(true),
    header_mode: z.literal("all"),
    ignore_headers: z.array(z.string()),
  }),
  dlp: z.strictObject({
    include_defaults: z.literal(false),
    scan_env: z.literal(false),
    patterns: z.array(
      z.strictObject({
        name: z.string(),
        regex: z.string(),
        severity: z.string(),
        action: z.enum(["block", "warn"]).default("block"),
      }),
    ),
  }),
  seed_phrase_detection: flag,
  response_scanning: z.strictObject({
    enabled: z.literal(true),
    action: z.literal("warn"),
    include_defaults: z.literal(false),
    sse_streaming: flag,
  }),
  media_policy: flag,
  taint: flag,
  websocket_proxy: flag,
  sentry: flag,
  metrics_listen: address,
  logging: z.strictObject({
    format: z.literal("json"),
    output: z.literal("stdout"),
    include_allowed: z.boolean(),
    include_blocked: z.boolean(),
  }),
});

export interface StandInConfig extends z.infer<typeof configSchema> {
  /** The file's bytes. */
  source: Buffer;
  caPem: string;
  caKeyPem: string;
}

/** Reads the file as the real one does at start and at each reload; throws with words close to its own. */
export async function readConfig(path: string): Promise<StandInConfig> {
  const source = await readFile(path).catch(() => {
    throw new Error(`reading config ${path}: open ${path}: no such file or directory`);
  });
  let document: unknown;
  try {
    document = parse(source.toString("utf8"));
  } catch (error) {
    throw new Error(`parsing config ${path}: yaml: ${String(error).split("\n")[0]}`, { cause: error });
  }
  const parsed = configSchema.safeParse(document);
  if (!parsed.success) throw new Error(complaint(path, parsed.error));
  const file = (name: string): string => resolve(dirname(path), name);
  const { ca_cert: caCert, ca_key: caKey } = parsed.data.tls_interception;
  const caPem = await readFile(file(caCert), "utf8").catch(() => {
    throw new Error(`invalid config: CA cert not found at ${caCert} (run 'pipelock tls init')`);
  });
  const { mode } = await stat(file(caKey));
  if ((mode & 0o007) !== 0)
    throw new Error(
      `invalid config: CA key ${caKey} is too permissive (mode 0${(mode & 0o777).toString(8)}): restrict to 0600 or 0640`,
    );
  return { ...parsed.data, source, caPem, caKeyPem: await readFile(file(caKey), "utf8") };
}

function complaint(path: string, error: z.ZodError): string {
  const issue = error.issues[0];
  if (issue?.code === "unrecognized_keys")
    return `parsing config ${path}: yaml: unmarshal errors: field ${issue.keys[0]} not found in type config.Config`;
  return issue?.message.startsWith("invalid config") === true
    ? issue.message
    : `invalid config: ${issue?.path.join(".")}: ${issue?.message}`;
}
