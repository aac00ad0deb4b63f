import { createReadStream } from "node:fs";
import { readdir, readFile, stat } from "node:fs/promises";
import { join, normalize } from "node:path";
import { BottleError } from "@claude-bottle/shared";
import type { Content, Place } from "@claude-bottle/secrets/pool";
import { isMissing } from "./files.ts";

/** Files up to this size are read at once; of larger ones a chunk is held. */
const MOST_AT_ONCE = 4 * 1024 * 1024;
const CHUNK = 1024 * 1024;

export interface ScannedFile {
  place: Place;
  content: Content;
  bytes: number;
}

export interface FilesOptions {
  /** Paths as a person wrote them; `-` is `stdin`. */
  paths: readonly string[];
  resolve: (path: string) => string;
  stdin: () => AsyncIterable<string | Uint8Array>;
  /** Told of each file that cannot be read. */
  onUnreadable: (file: string, reason: string) => void;
  /** Told of each symbolic link, socket, pipe or device in a directory: they are left alone. */
  onLeft: (file: string) => void;
}

/** Throws a `BottleError` unless all paths are there. */
export async function checkPaths({ paths, resolve }: Pick<FilesOptions, "paths" | "resolve">): Promise<void> {
  for (const path of paths) {
    if (path === "-") continue;
    await stat(resolve(path)).catch((cause: unknown) => {
      throw new BottleError("file-missing", `Could not read "${path}"`, {
        hint: isMissing(cause) ? "Check the path; there is no such file" : "Make the file readable",
        cause,
      });
    });
  }
}

/** Every file that the paths name, directories to any depth, in order of their names. */
export async function* scannedFiles(options: FilesOptions): AsyncIterable<ScannedFile> {
  for (const path of options.paths) {
    if (path === "-") yield { place: { file: "-" }, content: bytesOf(options.stdin()), bytes: 0 };
    else yield* below(normalize(path), options);
  }
}

async function* below(path: string, options: FilesOptions): AsyncIterable<ScannedFile> {
  const { resolve, onUnreadable, onLeft } = options;
  try {
    const info = await stat(resolve(path));
    if (!info.isDirectory()) {
      yield* fileAt(path, info.isFile() ? info.size : Infinity, options);
      return;
    }
    const entries = await readdir(resolve(path), { withFileTypes: true });
    for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const inner = path === "." ? entry.name : join(path, entry.name);
      if (entry.isFile() || entry.isDirectory()) yield* below(inner, options);
      else onLeft(inner);
    }
  } catch (error) {
    onUnreadable(path, reasonOf(error));
  }
}

async function* bytesOf(stream: AsyncIterable<string | Uint8Array>): AsyncIterable<Uint8Array> {
  for await (const chunk of stream) yield typeof chunk === "string" ? Buffer.from(chunk) : chunk;
}

async function* fileAt(path: string, bytes: number, options: FilesOptions): AsyncIterable<ScannedFile> {
  const absolute = options.resolve(path);
  const place = { file: path };
  if (bytes <= MOST_AT_ONCE) yield { place, content: await readFile(absolute), bytes };
  else yield { place, content: chunksOf(path, options), bytes: Number.isFinite(bytes) ? bytes : 0 };
}

async function* chunksOf(path: string, { resolve, onUnreadable }: FilesOptions): AsyncIterable<Uint8Array> {
  try {
    yield* bytesOf(createReadStream(resolve(path), { highWaterMark: CHUNK }));
  } catch (error) {
    onUnreadable(path, reasonOf(error));
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error && "code" in error
    ? `it cannot be read: ${String(error.code)}`
    : "it cannot be read";
}
