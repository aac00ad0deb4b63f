#!/usr/bin/env node
/**
 * A stand-in for pipelock 2.3.0, for the tests of this project and for nothing else: it answers as the real one was
 * seen to answer, and protects nobody.
 */
import { createHash } from "node:crypto";
import { watch } from "node:fs";
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { basename, dirname } from "node:path";
import { parseArgs } from "node:util";
import { readConfig, type StandInConfig } from "./stand-in-config.ts";
import { standInProxy, type Log } from "./stand-in-proxy.ts";

const WATCH_DELAY_MS = 100;

const log: Log = (event, fields) => {
  const level = event === "blocked" || event === "anomaly" ? "warn" : event === "error" ? "error" : "info";
  const line = { level, component: "pipelock", event, ...fields, time: new Date().toISOString() };
  process.stdout.write(`${JSON.stringify(line)}\n`);
};
const hashOf = ({ source }: StandInConfig): string => createHash("sha256").update(source).digest("hex");

async function check(path: string): Promise<number> {
  try {
    const config = await readConfig(path);
    process.stdout.write(
      `Config validation: OK\n  Mode:           strict\n  API allowlist:  ${config.api_allowlist.length} domains\n`,
    );
    return 0;
  } catch (error) {
    process.stderr.write(`Config validation FAILED: ${messageOf(error)}\n`);
    return 1;
  }
}

async function healthcheck(address: string): Promise<number> {
  try {
    const { ok } = await fetch(`http://${address}/health`);
    return ok ? 0 : 1;
  } catch (error) {
    process.stderr.write(`health check failed: ${messageOf(error)}\n`);
    return 1;
  }
}

async function run(path: string): Promise<void> {
  let config = await readConfig(path);
  const proxy = standInProxy(() => config, log);
  const metrics = createServer((_, response) => response.end("# stand-in\n"));
  await listen(metrics, config.metrics_listen);
  await listen(proxy, config.fetch_proxy.listen);

  const reload = async (): Promise<void> => {
    try {
      const next = await readConfig(path);
      const weaker = downgrades(config, next);
      if (weaker.length > 0) {
        for (const reason of weaker) process.stderr.write(`WARNING: config reload: ${reason}\n`);
        log("error", { method: "CONFIG_RELOAD", error: "rejected: security downgrade from strict mode" });
        return;
      }
      config = next;
      log("config_reload", { status: "success", detail: "mode=strict", config_hash: hashOf(config) });
    } catch (error) {
      process.stderr.write(`pipelock: config reload failed: ${messageOf(error)}\n`);
    }
  };
  let pending: NodeJS.Timeout | undefined;
  watch(dirname(path), (_, name) => {
    if (name !== basename(path)) return;
    clearTimeout(pending);
    pending = setTimeout(() => void reload(), WATCH_DELAY_MS);
  });
  process.on("SIGHUP", () => void reload());
  process.on("SIGTERM", () => {
    log("shutdown", { reason: "signal received" });
    process.exit(0);
  });
  process.stderr.write("Pipelock stand-in starting\n");
  log("startup", {
    listen: config.fetch_proxy.listen,
    mode: "strict",
    version: "2.3.0",
    config_hash: hashOf(config),
  });
}

/** Changes that the real one refuses as a whole. */
function downgrades(old: StandInConfig, next: StandInConfig): string[] {
  const added = next.tls_interception.passthrough_domains.filter(
    (host) => !old.tls_interception.passthrough_domains.includes(host),
  );
  return [
    ...(added.length > 0
      ? [`tls_interception.passthrough_domains - passthrough domains added: ${added.join(", ")}`]
      : []),
    ...(JSON.stringify(old.dlp.patterns.map(({ name, regex }) => [name, regex])) ===
    JSON.stringify(next.dlp.patterns.map(({ name, regex }) => [name, regex]))
      ? []
      : ["dlp.patterns - DLP patterns removed or regex-swapped on reload"]),
    ...(next.ssrf.ip_allowlist.some((network) => !old.ssrf.ip_allowlist.includes(network))
      ? ["ssrf.ip_allowlist - entries added"]
      : []),
  ];
}

async function listen(server: Server, address: string): Promise<void> {
  const [host, port] = address.split(":");
  server.listen(Number(port), host);
  await once(server, "listening");
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { config: { type: "string", short: "c" }, addr: { type: "string", default: "127.0.0.1:8888" } },
});
const config = values.config ?? "";
const command = positionals[0];
if (command === "check") process.exitCode = await check(config);
else if (command === "healthcheck") process.exitCode = await healthcheck(values.addr);
else if (command === "run")
  await run(config).catch((error: unknown) => {
    process.stderr.write(`loading config: ${messageOf(error)}\n`);
    process.exit(1);
  });
else {
  process.stderr.write("usage: check|run -c FILE, healthcheck --addr HOST:PORT\n");
  process.exitCode = 2;
}
