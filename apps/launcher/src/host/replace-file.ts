import { rename, stat, writeFile } from "node:fs/promises";

/** Puts a text in the place of a file at once; its mode stays. */
export async function replaceFile(path: string, text: string): Promise<void> {
  const half = `${path}.${process.pid}.new`;
  const { mode } = await stat(path);
  await writeFile(half, text, { mode: mode & 0o777, flush: true });
  await rename(half, path);
}
