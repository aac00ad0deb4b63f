import { hostSchema } from "@claude-bottle/manifest/egress";
import { z } from "zod";

const address = z.union([z.ipv4(), z.ipv6()]);

const upstreamSchema = z.strictObject({
  transport: z.enum(["ssh", "https"]),
  user: z.string().min(1).nullable(),
  host: hostSchema,
  port: z.int().min(1).max(65_535).nullable(),
  /** With a leading slash, save in the scp form, where it is relative to the user's home. */
  path: z.string().min(1),
});

const pushRulesSchema = z.strictObject({
  refs: z.array(z.string().min(1)).nullable(),
  force: z.boolean(),
  delete: z.boolean(),
  tags: z.boolean(),
  protect: z.array(z.string().min(1)),
});

/** A remote that the gate serves under its name and under `<host>[:<port>]/<path>`. */
const gateRemoteSchema = z.strictObject({
  name: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/),
  upstream: upstreamSchema,
  /** The ssh server's public key, type first; null: the gate refuses to speak to it. */
  known_host_key: z.string().min(1).nullable(),
  /** Host name → address, instead of asking a resolver. */
  extra_hosts: z.record(hostSchema, address),
  /** null: the remote can only be fetched from. */
  push: pushRulesSchema.nullable(),
});
export type GateRemote = z.infer<typeof gateRemoteSchema>;

/** launcher → git-gate: everything but the values of credentials. */
export const gateConfigSchema = z.strictObject({
  version: z.literal(1),
  identity: z.string().min(1),
  listen: z.union([
    z.strictObject({ host: z.string().min(1), port: z.int().min(0).max(65_535) }),
    z.strictObject({ path: z.string().min(1) }),
  ]),
  /** Path of the unix socket that only the operator's side reaches. */
  control: z.string().min(1),
  /** Directory of the mirrors. */
  state: z.string().startsWith("/"),
  remotes: z.array(gateRemoteSchema),
  /** Fingerprints of findings that may pass. */
  waivers: z.array(z.string().min(1)),
  /** Further roots (PEM) besides the system's. */
  extra_roots: z.array(z.string()),
});
export type GateConfig = z.infer<typeof gateConfigSchema>;

/** What arrives on the sidecar's stdin, one JSON document. */
export const gateStdinSchema = z.strictObject({
  config: gateConfigSchema,
  /** An ssh private key, or an https token (`user:password`, or a token alone), by the remote's name. */
  credentials: z.array(z.strictObject({ remote: z.string().min(1), value: z.string().min(1) })),
  /** Values of the bottle that must not be pushed anywhere. */
  known: z.array(z.strictObject({ name: z.string().min(1), value: z.string().min(1) })),
});
export type GateStdin = z.infer<typeof gateStdinSchema>;

const DEFAULT_PORT = { ssh: 22, https: 443 };

/** The path below the gate's address under which a remote's upstream is found, for a client's `insteadOf`. */
export function gatePath({ upstream }: Pick<GateRemote, "upstream">): string {
  const isUsual = upstream.port === null || upstream.port === DEFAULT_PORT[upstream.transport];
  const port = isUsual ? "" : `:${upstream.port}`;
  const path = upstream.path.replace(/^\/+/, "").replace(/\.git$/, "");
  return `${upstream.host}${port}/${path}`;
}
