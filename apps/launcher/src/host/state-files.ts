import { chmod, mkdir, readFile, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Plan } from "../core/plan.ts";
import { type KeptBottle, type Metadata, keptBecause, metadataSchema } from "../core/state.ts";
import { besideState } from "./beside-state.ts";
import { exists, isMissing } from "./files.ts";
import { replaceFile } from "./replace-file.ts";

const METADATA = "metadata.json";
const MARKER = ".preserve";
const DOCKERFILE = "Dockerfile";
const TRANSCRIPT = "transcript";

/** A directory below `state/`; metadata is null where it is missing or cannot be read. */
export interface StateEntry {
  identity: string;
  path: string;
  metadata: Metadata | null;
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
    mount_cwd: plan.mountCwd,
    started_at: plan.startedAt,
  };
  await replaceFile(join(plan.stateDir, METADATA), `${JSON.stringify(metadata, null, 2)}\n`, 0o600);
}

/** Writes what the next start of this bottle builds its image from, and then the marker that keeps it until then. */
export async function writeImageChange(path: string, dockerfile: string): Promise<void> {
  await replaceFile(join(path, DOCKERFILE), dockerfile, 0o600);
  await replaceFile(join(path, MARKER), "", 0o600);
}

/** Deletes a bottle's state along with its queue and claims: what was proposed in it has nobody left to be answered. */
export async function deleteState(path: string): Promise<void> {
  // Whoever looks meanwhile finds no bottle rather than half of one
  await rm(join(path, METADATA), { force: true });
  for (const each of [...(await besideState(path)), path]) await rm(each, { recursive: true, force: true });
}

/** Why the state of a session that ends with this status will be kept; null: it will not be, or is gone already. */
export async function reasonToKeep(path: string, status: number): Promise<string | null> {
  if (!(await exists(path))) return null;
  return keptBecause({ status, marked: await exists(join(path, MARKER)) });
}

/** Deletes or keeps what an ended session leaves; gives the reason where it is kept. */
export async function settleState(path: string, status: number): Promise<string | null> {
  const reason = await reasonToKeep(path, status);
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

/** All that was kept of a bottle; null: its metadata is missing or cannot be read. */
export async function readKept({ identity, path }: StateEntry): Promise<KeptBottle | null> {
  const metadata = await readMetadata(join(path, METADATA));
  if (metadata === null || metadata.identity !== identity) return null;
  const present = async (name: string): Promise<string | null> =>
    (await exists(join(path, name))) ? join(path, name) : null;
  return {
    identity,
    agent: metadata.agent,
    backend: metadata.backend,
    cwd: metadata.cwd,
    copyCwd: metadata.copy_cwd,
    mountCwd: metadata.mount_cwd,
    startedAt: metadata.started_at,
    dockerfile: await present(DOCKERFILE),
    transcript: await present(TRANSCRIPT),
  };
}

async function readMetadata(path: string): Promise<Metadata | null> {
  try {
    return metadataSchema.parse(JSON.parse(await readFile(path, "utf8")));
  } catch {
    return null;
  }
}
