import { spawn } from "node:child_process";
import { copyFile, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { BottleError } from "@claude-bottle/shared";
import { providerFiles } from "./provider-files.ts";
import { type Provider, providerReadySchema, type ProviderRequest, recordsIn } from "./provider.ts";

const LOOPBACK = "127.0.0.1";
const PROGRAM = "provider-main.ts";

/** Starts the stand-in provider as a process on the machine's loopback, where no agent is. */
export async function startLocalProvider({ gitCredential, now }: ProviderRequest): Promise<Provider> {
  await using undo = new AsyncDisposableStack();
  const directory = await mkdtemp(join(tmpdir(), "claude-bottle-provider-"));
  undo.defer(() => rm(directory, { recursive: true, force: true }));
  const listen = { host: LOOPBACK, port: 0 };
  const { caPem, files } = providerFiles({ gitCredential, now, listen, directory });
  await copyFile(join(import.meta.dirname, PROGRAM), join(directory, PROGRAM));
  for (const { path, text } of files) await writeFile(join(directory, path), text, { mode: 0o600 });
  const child = spawn(process.execPath, [join(directory, PROGRAM)], { stdio: ["ignore", "pipe", "inherit"] });
  const gone = new Promise((resolve) => child.once("close", resolve));
  undo.defer(async () => {
    child.kill();
    await gone;
  });
  const port = await readyPort(child.stdout);
  const held = undo.move();
  return {
    address: LOOPBACK,
    port,
    network: null,
    caPem,
    records: async () => recordsIn(await readFile(join(directory, "records"), "utf8")),
    [Symbol.asyncDispose]: () => held.disposeAsync(),
  };
}

async function readyPort(output: Readable): Promise<number> {
  for await (const line of createInterface({ input: output }))
    return providerReadySchema.parse(JSON.parse(line)).port;
  throw new BottleError("internal", "The demo's provider did not start");
}
