import { existsSync } from "node:fs";
import { join } from "node:path";
import { createSecureContext } from "node:tls";
import { type EgressConfig, type EgressStdin, readyLineSchema } from "@claude-bottle/policy";
import { BottleError } from "@claude-bottle/shared";
import { credential, HOST, PLACEHOLDER } from "./credential.ts";
import { freePort } from "./free-port.ts";
import { startProxy } from "./proxy-process.ts";
import type { System, SystemOptions } from "./system.ts";

const bundle = join(import.meta.dirname, "../../apps/egress-proxy/dist/main.mjs");

/** egress-proxy, and what it takes to put another configuration in force. */
export interface OurSystem extends System {
  config: EgressConfig;
}

/** The certificate of the authority in what the proxy printed when it was ready. */
export function authorityIn(printed: string): string | undefined {
  for (const line of printed.split("\n").slice(0, -1)) {
    if (!line.startsWith("{")) continue;
    const ready = readyLineSchema.safeParse(JSON.parse(line));
    if (ready.success) return ready.data.ca;
  }
  return undefined;
}

/** The proxy as it is shipped: one route with a path, a method and a credential, screening and masking on, its log read. */
export async function startOurs({ upstream, directory }: SystemOptions): Promise<OurSystem> {
  if (!existsSync(bundle))
    throw new BottleError("file-missing", `The bundle of egress-proxy is not built: "${bundle}"`, {
      hint: "Run npm run build first",
    });
  const port = await freePort();
  const config: EgressConfig = {
    version: 1,
    identity: "bench",
    listen: { host: "127.0.0.1", port },
    control: join(directory, "control.sock"),
    allowlist: [HOST],
    routes: [{ host: HOST, path_allowlist: ["/v1"], methods: ["GET"], auth: { scheme: "Bearer", slot: 0 } }],
    dlp_action: "block",
    upstream: { via: "direct" },
    private_hosts: { [HOST]: `127.0.0.1:${upstream.port}` },
    extra_roots: [upstream.caPem],
  };
  const document: EgressStdin = {
    config,
    slots: [{ name: credential.name, value: credential.reveal() }],
    known: [{ name: "BENCH_KNOWN", value: "a-further-value-that-stays-7c1e" }],
  };
  let ca: string | undefined;
  const child = await startProxy({
    name: "egress-proxy",
    command: [process.execPath, bundle],
    env: { PATH: process.env["PATH"], NODE_ENV: "production" },
    input: JSON.stringify(document),
    isReady: (printed) => (ca = authorityIn(printed)) !== undefined,
  });
  return {
    config,
    target: {
      name: "egress-proxy",
      port,
      authority: `${HOST}:443`,
      trust: createSecureContext({ ca }),
      token: PLACEHOLDER,
      pid: child.pid,
    },
    [Symbol.asyncDispose]: () => child[Symbol.asyncDispose](),
  };
}
