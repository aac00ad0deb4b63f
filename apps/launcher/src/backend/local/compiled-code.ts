import { hash } from "node:crypto";
import { mkdir, mkdtemp, readdir, readFile, rename } from "node:fs/promises";
import { join } from "node:path";
import type { Sidecar } from "@claude-bottle/shared";
import { exists } from "../../host/files.ts";
import { orAborted } from "../together.ts";
import { copyDirectory, giveAll, removeAll, showAll } from "./files.ts";
import { COMPILED } from "./inside-paths.ts";
import type { Launching } from "./launching.ts";
import type { Mount, SandboxSpec } from "./sandbox.ts";
import { startSandbox } from "./start-sandbox.ts";

const PATIENCE_MS = 10_000;
const KEY_LENGTH = 32;
const ROOT = { uid: 0, gid: 0 };

interface Program {
  name: Sidecar;
  /** Directory of its `main.mjs` on the host. */
  app: string;
}

/**
 * A sidecar's sandbox with what Node has compiled of its program, which it then need not do again. It is code: made at the first
 * start of that very program by a sandbox that is told nothing and reaches nothing, copied from there, and read-only to
 * every one that runs. Where it cannot be made the sidecar goes without.
 */
export async function withCompiledCode(
  launching: Launching,
  spec: SandboxSpec,
  { name, app }: Program,
): Promise<SandboxSpec> {
  const key = hash(
    "sha256",
    Buffer.concat([Buffer.from(process.version), await readFile(join(app, "main.mjs"))]),
  );
  const directory = join(launching.compiled, name);
  const place = join(directory, key.slice(0, KEY_LENGTH));
  try {
    if (!(await exists(place))) await make(launching, spec, { directory, place });
  } catch {
    launching.signal.throwIfAborted();
    return spec;
  }
  return compiledAt(spec, { kind: "read-only", source: place, target: COMPILED });
}

function compiledAt(spec: SandboxSpec, mount: Mount): SandboxSpec {
  const environment = { ...spec.environment, NODE_COMPILE_CACHE: COMPILED };
  return { ...spec, environment, mounts: [...spec.mounts, mount] };
}

/** Has the program read an empty stdin: it is loaded, refuses that, and ends, which is when Node writes. */
async function make(
  { machine, paths, signal, compiled }: Launching,
  spec: SandboxSpec,
  { directory, place }: { directory: string; place: string },
): Promise<void> {
  await mkdir(compiled, { recursive: true, mode: 0o700 });
  await mkdir(directory, { recursive: true });
  const earlier = await readdir(directory);
  const written = await mkdtemp(join(directory, ".written-"));
  const copied = `${written}-copied`;
  try {
    await giveAll(written, machine.become);
    const mount: Mount = { kind: "writable", source: written, target: COMPILED };
    const alone = {
      ...compiledAt(spec, mount),
      name: `${spec.name}-compile`,
      network: false,
      boundToParent: true,
    };
    const sandbox = await startSandbox(machine, alone, { log: `${paths.logs}/${alone.name}.log`, input: "" });
    try {
      await orAborted(sandbox.ended, AbortSignal.any([signal, AbortSignal.timeout(PATIENCE_MS)]));
    } finally {
      await sandbox.kill();
    }
    await copyDirectory(written, copied);
    const made = await readdir(copied, { recursive: true, withFileTypes: true });
    if (!made.some((entry) => entry.isFile())) throw new Error("Node wrote nothing");
    // A copy belongs to whom the original did, where who copies may do that
    await giveAll(copied, machine.become === null ? null : ROOT);
    await showAll(copied);
    await rename(copied, place);
    for (const name of earlier) await removeAll(join(directory, name));
  } finally {
    for (const path of [written, copied]) await removeAll(path);
  }
}
