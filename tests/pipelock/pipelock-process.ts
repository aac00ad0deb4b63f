import { execFile, spawn } from "node:child_process";
import { EventEmitter, on, once } from "node:events";
import { chmod, mkdir, mkdtempDisposable, rename, writeFile } from "node:fs/promises";
import { request } from "node:http";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { Secret } from "@claude-bottle/shared";
import { createAuthority, type Authority } from "@claude-bottle/shared/x509";
import type { PipelockControl, PipelockOutput } from "../../apps/launcher/src/pipelock/control.ts";
import { pipelockLaunch } from "../../apps/launcher/src/pipelock/launch-spec.ts";
import { listingQuestion } from "../../apps/launcher/src/pipelock/listing.ts";
import { pipelockEvent, type PipelockEvent } from "../../apps/launcher/src/pipelock/log.ts";
import { pipelockYaml, type PipelockConfig } from "../../apps/launcher/src/pipelock/yaml.ts";
import { isOpen } from "./tunnel.ts";

/** Executable and the arguments before its own. */
export type PipelockCommand = readonly [string, ...string[]];

export const standInCommand: PipelockCommand = [
  process.execPath,
  fileURLToPath(import.meta.resolve("./stand-in.ts")),
];

export interface RunningPipelock extends AsyncDisposable {
  control: PipelockControl;
  yaml: string;
  config: PipelockConfig;
  port: number;
  metricsPort: number;
  authority: Authority;
  directory: string;
  /** Everything that it wrote so far. */
  written: PipelockOutput[];
  /** Resolves once an event fits, among those already written too. */
  event(fits: (event: PipelockEvent) => boolean): Promise<PipelockEvent>;
  runToEnd(args: readonly string[]): Promise<{ status: number; says: string }>;
}

export interface PipelockOptions extends Partial<Omit<PipelockConfig, "listen">> {
  extraRoots?: readonly string[];
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new TypeError("No port");
  return address.port;
}

/** Runs pipelock, or the stand-in, as a plain process on two loopback ports of its own. */
export async function startPipelock(
  command: PipelockCommand,
  { extraRoots = [], ...options }: PipelockOptions,
): Promise<RunningPipelock> {
  await using undo = new AsyncDisposableStack();
  const { path: directory } = undo.use(await mkdtempDisposable(join(tmpdir(), "pipelock-")));
  const [port, metricsPort] = [await freePort(), await freePort()];
  const config: PipelockConfig = {
    identity: "test-abc12",
    hosts: [],
    dlpAction: "block",
    position: "behind-proxy",
    passthrough: [],
    injectedHeaders: [],
    privateHosts: {},
    ...options,
    listen: { proxy: `127.0.0.1:${port}`, metrics: `127.0.0.1:${metricsPort}` },
  };
  const yaml = pipelockYaml(config);
  const authority = createAuthority({ commonName: "pipelock test authority", days: 1, now: new Date() });
  const spec = pipelockLaunch({ yaml, authority, extraRoots });
  const here = (value: string): string => value.replace(spec.directory, directory);
  for (const { name, content, mode } of spec.files) {
    const path = join(directory, name);
    if (name.endsWith("/")) await mkdir(path);
    else {
      await writeFile(path, content instanceof Secret ? content.reveal() : content);
      await chmod(path, mode);
    }
  }
  const [executable, ...before] = command;
  const env = Object.fromEntries(Object.entries(spec.env).map(([name, value]) => [name, here(value)]));
  const runToEnd = (args: readonly string[]): Promise<{ status: number; says: string }> =>
    new Promise((resolve) => {
      execFile(executable, [...before, ...args.map(here)], { env }, (error, stdout, stderr) => {
        resolve({
          status: typeof error?.code === "number" ? error.code : error ? 1 : 0,
          says: stdout + stderr,
        });
      });
    });

  const child = spawn(executable, [...before, ...spec.run.map(here)], {
    env,
    stdio: ["ignore", "pipe", "pipe"],
  });
  undo.defer(async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill("SIGTERM");
    await once(child, "exit");
  });
  const written: PipelockOutput[] = [];
  const output = new EventEmitter().setMaxListeners(0);
  for (const stream of ["stdout", "stderr"] as const)
    createInterface({ input: child[stream] }).on("line", (line) => {
      const entry = { stream, text: line };
      written.push(entry);
      output.emit("line", entry);
    });
  child.once("close", () => output.emit("end"));

  const lines = (signal: AbortSignal): AsyncIterable<PipelockOutput> => {
    const events = on(output, "line", { signal, close: ["end"] });
    return (async function* () {
      try {
        for await (const [entry] of events) yield entry as PipelockOutput;
      } catch (error) {
        if (!signal.aborted) throw error;
      }
    })();
  };
  const event = async (fits: (event: PipelockEvent) => boolean): Promise<PipelockEvent> => {
    const stop = new AbortController();
    const following = lines(stop.signal);
    try {
      for (const { text: line } of written) {
        const found = pipelockEvent(line);
        if (found !== null && fits(found)) return found;
      }
      for await (const { text: line } of following) {
        const found = pipelockEvent(line);
        if (found !== null && fits(found)) return found;
      }
    } finally {
      stop.abort();
    }
    throw new Error(`It ended: ${written.map((entry) => entry.text).join("\n")}`);
  };
  await event((found) => found.event === "startup");
  // It says so before its port is open.
  while (!(await isOpen(port, "127.0.0.1"))) if (child.exitCode !== null) throw new Error("It ended");

  const control: PipelockControl = {
    async put(name, content) {
      await writeFile(join(directory, "arriving"), content);
      await rename(join(directory, "arriving"), join(directory, name));
    },
    async check(name) {
      const { status, says } = await runToEnd(["check", "-c", join(directory, name)]);
      return { ok: status === 0, says };
    },
    async hup() {
      child.kill("SIGHUP");
    },
    lines,
    ask: (name) => absoluteForm(port, listingQuestion(name)),
  };
  const owned = undo.move();
  return {
    control,
    yaml,
    config,
    port,
    metricsPort,
    authority,
    directory,
    written,
    event,
    runToEnd,
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

/** The body of the answer to a plain request in absolute form. */
export async function absoluteForm(port: number, url: string): Promise<string> {
  const outgoing = request({
    host: "127.0.0.1",
    port,
    path: url,
    headers: { host: new URL(url).host },
  }).end();
  const [incoming] = await once(outgoing, "response");
  return text(incoming);
}
