import { chmod, mkdir, readFile, readdir, rename, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import type { Plan } from "../core/plan.ts";
import { type Metadata, keptBecause, metadataSchema } from "../core/state.ts";
import { exists, isMissing } from "./files.ts";

const METADATA = "metadata.json";
const MARKER = ".preserve";

/** A directory below `state/`; metadata is null where it is missing or cannot be read. */
export interface StateEntry {
  identity: string;
  path: string;
  metadata: Metadata | null;
}

/** Writes through a second file, so that a reader sees the old text or the new and never a half; 0600 in a 0700 directory. */
async function writePrivate(path: string, text: string): Promise<void> {
  const half = `${path}.${process.pid}.new`;
  await writeFile(half, text, { mode: 0o600 });
  await rename(half, path);
}

/** Makes the bottle's own directory with its metadata, and clears the marker of an earlier launch. */
export async function writeState(plan: Plan): Promise<void> {
  await mkdir(plan.stateDir, { recursive: true, mode: 0o700 });
  await chmod(plan.stateDir, 0o700);
  await rm(join(plan.stateDir, MARKER), { force: true });
  const metadata: Metadata = {
    identity: plan.identity,
    agent: plan.agent,
    backend: plan.backend,
    cwd: plan.cwd,
    copy_cwd: plan.copyCwd,
    started_at: plan.startedAt,
  };
  await writePrivate(join(plan.stateDir, METADATA), `${JSON.stringify(metadata, null, 2)}\n`);
}

/** Deletes a bottle's state along with its queue: what was proposed in it has nobody left to be answered. */
export async function deleteState(path: string): Promise<void> {
  for (const each of [queueBeside(path), path]) await rm(each, { recursive: true, force: true });
}

/** `queue/<identity>` of the same home as `state/<identity>`. */
function queueBeside(path: string): string {
  return join(dirname(path), "..", "queue", basename(path));
}

/** Deletes or keeps what an ended session leaves; gives the reason where it is kept. */
export async function settleState(path: string, status: number): Promise<string | null> {
  const marked = await exists(join(path, MARKER));
  const reason = keptBecause({ status, marked });
  if (reason === null) await deleteState(path);
  return reason;
}

export async function listStates(home: string): Promise<StateEntry[]> {
  const root = join(home, "state");
  const names = await readdir(root).catch((error: unknown) => {
    if (isMissing(error)) return [];
    throw error;
  });
  return await Promise.all(
    names
      .toSorted((a, b) => a.localeCompare(b, "en"))
      .map(async (identity) => {
        const path = join(root, identity);
        return { identity, path, metadata: await readMetadata(join(path, METADATA)) };
      }),
  );
}

async function readMetadata(path: string): Promise<Metadata | null> {
  try {
    return metadataSchema.parse(JSON.parse(await readFile(path, "utf8")));
  } catch {
    return null;
  }
}
