import { mkdir, realpath, stat, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { replaceFile } from "./replace-file.ts";

/** Writes a new manifest file, its directories private; never over one that is there. */
export async function writeManifestFile(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  await writeFile(path, text, { flag: "wx", mode: 0o600 });
}

/** Puts another text into a manifest file; its mode stays, and a link to it stays a link. */
export async function rewriteManifestFile(path: string, text: string): Promise<void> {
  const file = await realpath(path);
  await replaceFile(file, text, (await stat(file)).mode & 0o777);
}
