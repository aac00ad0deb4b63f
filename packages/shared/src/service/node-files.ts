import { constants } from "node:fs";
import { link, open, readdir, rename, rm, stat, truncate, type FileHandle } from "node:fs/promises";
import { dirname } from "node:path";
import type { FileStore } from "../queue/file-store.ts";

const isMissing = (error: unknown): boolean =>
  error instanceof Error && "code" in error && error.code === "ENOENT";

async function withFile<Result>(
  path: string,
  flags: number | string,
  use: (file: FileHandle) => Promise<Result>,
): Promise<Result> {
  await using file = await open(path, flags, 0o600);
  return await use(file);
}

/**
 * What root makes in somebody else's directory is made for the one whose directory it is: an operator who is root leaves
 * the queue to a number without rights, which has to read the answers.
 */
async function giveAway(file: FileHandle, path: string): Promise<void> {
  if (process.getuid?.() !== 0) return;
  const { uid, gid } = await stat(dirname(path));
  if (uid !== 0) await file.chown(uid, gid);
}

/** The files of the machine. */
export const nodeFiles: FileStore = {
  async list(directory) {
    return await readdir(directory).catch((error: unknown) => {
      if (isMissing(error)) return [];
      throw error;
    });
  },
  async read(path, most) {
    // Whoever may write the directory may put a link or a pipe there: neither is followed, and neither blocks
    const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
    try {
      return await withFile(path, flags, async (file) => {
        const facts = await file.stat();
        return facts.isFile() && facts.size <= most ? await file.readFile("utf8") : null;
      });
    } catch (error) {
      if (error instanceof Error && "code" in error) return null;
      throw error;
    }
  },
  async write(path, text) {
    await withFile(path, "wx", async (file) => {
      await giveAway(file, path);
      await file.writeFile(text);
    });
  },
  async append(path, text) {
    await withFile(path, "a", async (file) => await file.writeFile(text));
  },
  async truncate(path, bytes) {
    await truncate(path, bytes);
  },
  async sync(path) {
    await withFile(path, "r", async (file) => await file.sync());
  },
  async rename(from, to) {
    await rename(from, to);
  },
  async link(from, to) {
    await link(from, to);
  },
  async syncDirectory(directory) {
    await withFile(directory, "r", async (file) => await file.sync());
  },
  async remove(path) {
    await rm(path, { force: true });
  },
};
