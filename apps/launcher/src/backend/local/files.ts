import { chmod, cp, lchown, lstat, mkdir, readdir, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";

/** Whom what was made belongs to; null: to whoever makes it. */
export type Owner = { uid: number; gid: number } | null;

interface NewFile {
  path: string;
  text: string;
  mode: number;
}

/** Writes a file, with the directories on the way. */
export async function putFile({ path, text, mode }: NewFile): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text, { mode });
  await chmod(path, mode);
}

/** Copies a directory with everything in it; links stay links, wherever they point. Sockets, pipes and devices are left out. */
export async function copyDirectory(from: string, to: string): Promise<void> {
  await cp(from, to, { recursive: true, verbatimSymlinks: true, preserveTimestamps: true, filter: isCopied });
}

async function isCopied(path: string): Promise<boolean> {
  const found = await lstat(path);
  return found.isFile() || found.isDirectory() || found.isSymbolicLink();
}

/** Gives a directory and all below it to somebody. */
export async function giveAll(path: string, owner: Owner): Promise<void> {
  if (owner === null) return;
  await lchown(path, owner.uid, owner.gid);
  for (const name of await namesIn(path)) await giveAll(join(path, name), owner);
}

/** Lets everyone read a directory of ours and all below it who gets that far: whoever runs in the bottle does. */
export async function showAll(path: string): Promise<void> {
  await chmod(path, (await lstat(path)).isDirectory() ? 0o755 : 0o644);
  for (const name of await namesIn(path)) await showAll(join(path, name));
}

/** Removes a directory whatever permissions were left in it. */
export async function removeAll(path: string): Promise<void> {
  const remove = (): Promise<void> => rm(path, { recursive: true, force: true, maxRetries: 5 });
  await remove().catch(async () => {
    await openUp(path);
    await remove();
  });
}

async function openUp(path: string): Promise<void> {
  if (!(await lstat(path)).isDirectory()) return;
  await chmod(path, 0o700);
  for (const name of await namesIn(path)) await openUp(join(path, name));
}

async function namesIn(path: string): Promise<string[]> {
  return (await lstat(path)).isDirectory() ? await readdir(path) : [];
}
