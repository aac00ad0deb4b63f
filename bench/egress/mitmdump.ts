import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createSecureContext } from "node:tls";
import { credential, HOST, PLACEHOLDER } from "./credential.ts";
import { accepts, freePort } from "./free-port.ts";
import { startProxy } from "./proxy-process.ts";
import type { System, SystemOptions } from "./system.ts";

/** mitmdump with the same work to do: one host allowed, its credential put in, bodies streamed, nothing printed. */
export async function startMitmdump(file: string, { upstream, directory }: SystemOptions): Promise<System> {
  const port = await freePort();
  const trusted = join(directory, "upstream.pem");
  writeFileSync(trusted, upstream.caPem);
  const settings = {
    confdir: directory,
    ssl_verify_upstream_trusted_ca: trusted,
    connection_strategy: "lazy",
    http2: "false",
    termlog_verbosity: "error",
    flow_detail: "0",
  };
  const child = await startProxy({
    name: "mitmdump",
    command: [
      file,
      "--quiet",
      "--listen-host",
      "127.0.0.1",
      "--listen-port",
      String(port),
      "--scripts",
      join(import.meta.dirname, "mitmdump-addon.py"),
      ...Object.entries(settings).flatMap(([key, value]) => ["--set", `${key}=${value}`]),
    ],
    env: { PATH: process.env["PATH"], BENCH_HOST: HOST, BENCH_CREDENTIAL: credential.reveal() },
    input: "",
    isReady: () => accepts(port),
  });
  return {
    target: {
      name: "mitmdump",
      port,
      // an address spares it the look-up of a name; the upstream's certificate is checked against the client's SNI
      authority: `127.0.0.1:${upstream.port}`,
      trust: createSecureContext({ ca: readFileSync(join(directory, "mitmproxy-ca-cert.pem")) }),
      token: PLACEHOLDER,
      pid: child.pid,
    },
    [Symbol.asyncDispose]: () => child[Symbol.asyncDispose](),
  };
}
