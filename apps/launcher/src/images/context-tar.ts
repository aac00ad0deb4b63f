import { Readable } from "node:stream";
import { pack, type Pack } from "tar-stream";
import type { ContextFile } from "./image-spec.ts";

// The engine's cache compares content, not times; a fixed time keeps the same context the same bytes.
const mtime = new Date(0);

/** Adds files to an open archive, root's own. */
export function addFiles(archive: Pack, files: readonly ContextFile[]): void {
  for (const { path, mode, content } of files) {
    if (path.endsWith("/")) archive.entry({ name: path, mode, mtime, type: "directory" });
    else archive.entry({ name: path, mode, mtime }, Buffer.from(content));
  }
}

/** A build context as the tar that an engine takes. */
export function contextTar(files: readonly ContextFile[]): Readable {
  const archive = pack();
  addFiles(archive, files);
  archive.finalize();
  return Readable.from(archive);
}
