import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { readyLineSchema, type EgressConfig } from "@claude-bottle/policy";
import { compiledSources, Events } from "@claude-bottle/shared/testing";
import { Agent } from "./agent.ts";
import { KNOWN, SLOT, testRoot } from "./world.ts";

/** Two hosts at an address, in a process that listens on the loopback. */
export function processConfig(directory: string, address: string): EgressConfig {
  return {
    version: 1,
    identity: "main-00000",
    listen: { host: "127.0.0.1", port: 0 },
    control: join(directory, "control.sock"),
    allowlist: ["open.test"],
    routes: [{ host: "api.test", auth: { scheme: "Bearer", slot: 0 } }],
    dlp_action: "block",
    upstream: { via: "direct" },
    private_hosts: { "api.test": address, "open.test": address },
    extra_roots: [testRoot.certPem],
  };
}

export interface ProcessOptions {
  config: EgressConfig;
  /** Of Node itself. */
  flags?: string[];
  env?: NodeJS.ProcessEnv;
}

export interface ProxyProcess extends AsyncDisposable {
  child: ChildProcess;
  agent: Agent;
  port: number;
  /** All that it wrote, line by line; what is no JSON too. */
  lines: Events<string>;
}

/** The proxy as a process, from source. */
export async function startProcess({ config, flags = [], env = {} }: ProcessOptions): Promise<ProxyProcess> {
  const child = spawn(process.execPath, [...flags, join(import.meta.dirname, "../main.ts")], {
    env: { ...compiledSources, ...env },
  });
  const lines = new Events<string>();
  for (const stream of [child.stdout, child.stderr])
    createInterface({ input: stream }).on("line", (line) => lines.add(line));
  const secrets = {
    slots: [{ name: "API_TOKEN", value: SLOT }],
    known: [{ name: "DB_PASSWORD", value: KNOWN }],
  };
  child.once("exit", () => lines.add("exit"));
  child.stdin.end(JSON.stringify({ config, ...secrets }));
  const said = await lines.find((line) => line.startsWith('{"event":"ready"') || line === "exit");
  if (said === "exit") throw new Error(lines.all.join("\n"));
  const ready = readyLineSchema.parse(JSON.parse(said));
  const port = Number(ready["port"]);
  return {
    child,
    port,
    agent: new Agent({ host: "127.0.0.1", port }, ready.ca ?? ""),
    lines,
    async [Symbol.asyncDispose]() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const gone = once(child, "exit");
      child.kill("SIGKILL");
      await gone;
    },
  };
}
