import { mkdir, writeFile } from "node:fs/promises";
import { dirname } from "node:path";

/** Writes a new manifest file, its directories private; never over one that is there. */
export async function writeManifestFile(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  await writeFile(path, text, { flag: "wx", mode: 0o600 });
}
