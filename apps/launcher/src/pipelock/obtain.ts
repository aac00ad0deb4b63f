import { constants } from "node:fs";
import { access, mkdir, readFile, rename, stat, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { lockedDigest, pinned, withLockedDigest } from "./images-lock.ts";
import { pipelockUnavailable, type PipelockSource } from "./source.ts";

/** What obtaining pipelock needs of an engine. Every failure carries the engine's own words. */
export interface PipelockEngine {
  imageId(reference: string): Promise<string | null>;
  pull(reference: string): Promise<void>;
  /** `sha256:…` under which the registry holds the image that a reference names; null when the engine knows none. */
  repositoryDigest(reference: string): Promise<string | null>;
}

export interface ObtainOptions {
  source: PipelockSource;
  engine: PipelockEngine;
  /** Path of `images.lock`. */
  lockFile: string;
  /** Resolve the published digest anew instead of holding to the one written down. */
  refresh: boolean;
}

/** An image to run, or a binary to wrap into one. */
export type ObtainedPipelock = { kind: "image"; reference: string } | { kind: "binary"; path: string };

/** Makes sure that pipelock can be had; throws `pipelock-unavailable` with the ways out. */
export async function obtainPipelock(options: ObtainOptions): Promise<ObtainedPipelock> {
  const { source } = options;
  try {
    if (source.kind === "binary") {
      await executable(source.path);
      return source;
    }
    const reference = source.kind === "published" ? await published(options) : source.reference;
    await present(options.engine, reference);
    return { kind: "image", reference };
  } catch (cause) {
    throw pipelockUnavailable(wanted(source), cause);
  }
}

function wanted(source: PipelockSource): string {
  return source.kind === "binary" ? `the binary "${source.path}"` : `the image "${source.reference}"`;
}

async function executable(path: string): Promise<void> {
  if (!(await stat(path)).isFile()) throw new Error("not a file");
  await access(path, constants.X_OK);
}

async function present(engine: PipelockEngine, reference: string): Promise<void> {
  if ((await engine.imageId(reference)) === null) await engine.pull(reference);
}

async function published({ source, engine, lockFile, refresh }: ObtainOptions): Promise<string> {
  if (source.kind !== "published") throw new TypeError("Only the published image is locked");
  const lock = await readLock(lockFile);
  const locked = refresh ? null : lockedDigest(lock, source.reference);
  if (locked !== null) return pinned(source.reference, locked);
  await engine.pull(source.reference);
  const digest = await engine.repositoryDigest(source.reference);
  if (digest === null) throw new Error("the engine names no digest for it");
  await writeLock(lockFile, withLockedDigest(lock, source.reference, digest));
  return pinned(source.reference, digest);
}

/** The text of `images.lock`; empty where there is none. */
export async function readLock(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return "";
    throw error;
  }
}

async function writeLock(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const beside = `${path}.${process.pid}`;
  await writeFile(beside, text, { mode: 0o600 });
  await rename(beside, path);
}
