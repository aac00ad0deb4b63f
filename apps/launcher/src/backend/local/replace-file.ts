import { rename, writeFile } from "node:fs/promises";

let written = 0;

/** Through a second file beside it: whoever reads finds the old text or the new. */
export async function replaceFile(path: string, text: string): Promise<void> {
  written += 1;
  const half = `${path}.${process.pid}-${written}.new`;
  await writeFile(half, text, { mode: 0o444 });
  await rename(half, path);
}
