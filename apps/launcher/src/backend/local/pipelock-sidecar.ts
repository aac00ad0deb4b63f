import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { connect } from "node:net";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { BottleError, Secret } from "@claude-bottle/shared";
import { isStartup, pipelockEvent } from "../../pipelock/log.ts";
import { type PipelockConfiguration, pipelockConfiguration } from "../pipelock-configuration.ts";
import { awaitLine } from "./await-line.ts";
import { putFile, showAll } from "./files.ts";
import { freePorts } from "./free-ports.ts";
import { FRONT_SOCKET, NODE, RELAY, RUN } from "./inside-paths.ts";
import type { RelaySettings } from "./inside/relay-settings.ts";
import { type Launching, startPart } from "./launching.ts";
import { makeSidecar } from "./run-directory.ts";
import { PIPELOCK_PROGRAM, pipelockSandbox } from "./pipelock-sandbox.ts";
import { checkPipelock } from "./pipelock-check.ts";

const NAME = "pipelock";
const INTERVAL_MS = 10;
const PATIENCE_MS = 30_000;

export interface StartedPipelock {
  /** Certificate (PEM) of the authority that it signs with. */
  ca: string;
  /** Hosts whose TLS it relays untouched. */
  passthrough: string[];
  /** On the machine's loopback, which no agent is on. */
  port: number;
}

/** Starts pipelock with a configuration that its own `check` has accepted; resolves once it serves. */
export async function startPipelock(launching: Launching, assets: string): Promise<StartedPipelock> {
  const { plan, signal, checkpoint } = launching;
  const [port = 0, metrics = 0] = await freePorts(2);
  const listen = { proxy: `127.0.0.1:${port}`, metrics: `127.0.0.1:${metrics}` };
  const configuration = pipelockConfiguration(plan, listen);
  await makeSidecar(launching, NAME, { hosts: await hostsOf(launching) });
  await writeConfiguration(launching, configuration);
  const { launch } = configuration;
  const sandbox = pipelockSandbox({ ...launching, assets, launch: configuration.launch });
  await checkPipelock(launching, {
    ...sandbox,
    network: false,
    command: [PIPELOCK_PROGRAM, ...launch.check],
  });
  const run = [PIPELOCK_PROGRAM, ...launch.run];
  const settings: RelaySettings = {
    ports: [],
    sockets: [{ host: "127.0.0.1", port, socket: `${RUN}/front/${FRONT_SOCKET}` }],
    command: run,
  };
  const relayed = plan.egress.interceptor === NAME;
  const spec = {
    ...sandbox,
    command: relayed ? [NODE, RELAY, JSON.stringify(settings)] : run,
  };
  const started = await startPart(launching, spec, { part: NAME, input: null });
  await awaitLine(started, {
    part: NAME,
    signal,
    accept: (line) => {
      const event = pipelockEvent(line);
      return event !== null && isStartup(event) ? true : null;
    },
  });
  // It logs its start a moment before its port is open
  await untilOpen(port, signal);
  await checkpoint("pipelock serves");
  return { ca: configuration.ca, passthrough: configuration.passthrough, port };
}

async function writeConfiguration({ paths }: Launching, { launch }: PipelockConfiguration): Promise<void> {
  for (const { name, content } of launch.files) {
    if (name.endsWith("/")) continue;
    // A secret needs a file to lie over
    const text = content instanceof Secret ? "" : content;
    await putFile({ path: join(paths.configuration, name), text, mode: 0o644 });
  }
  await showAll(paths.configuration);
}

/** pipelock resolves by itself: the operator's own names stand in its hosts file. */
async function hostsOf({ plan }: Launching): Promise<string> {
  const own = Object.entries(plan.network.privateHosts).map(
    ([name, to]) => `${to.replace(/:\d+$/, "")} ${name}`,
  );
  const machine = await readFile("/etc/hosts", "utf8").catch(() => "127.0.0.1 localhost\n");
  return `${own.map((line) => `${line}\n`).join("")}${machine}`;
}

async function untilOpen(port: number, signal: AbortSignal): Promise<void> {
  const late = AbortSignal.timeout(PATIENCE_MS);
  for (;;) {
    signal.throwIfAborted();
    const socket = connect(port, "127.0.0.1");
    const open = await once(socket, "connect").then(
      () => true,
      () => false,
    );
    socket.destroy();
    if (open) return;
    if (late.aborted) throw new BottleError("sidecar-failed", "pipelock started but does not answer");
    await delay(INTERVAL_MS, null, { signal });
  }
}
