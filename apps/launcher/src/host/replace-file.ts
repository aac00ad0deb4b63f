import { rename, rm, writeFile } from "node:fs/promises";

let written = 0;

/** Puts a text in the place of a file, lastingly, through a second one beside it: whoever reads finds the old text or the new. */
export async function replaceFile(path: string, text: string, mode: number): Promise<void> {
  written += 1;
  const half = `${path}.${process.pid}-${written}.new`;
  await writeFile(half, text, { mode, flush: true });
  try {
    await rename(half, path);
  } catch (error) {
    await rm(half, { force: true });
    throw error;
  }
}
