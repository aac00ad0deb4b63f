import { mkdir, open, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { BottleError } from "@claude-bottle/shared";
import { type Extract, extract } from "tar-stream";

const MOST_BYTES = 128 * 1024 * 1024;
const MOST_ENTRIES = 10_000;

/**
 * Writes the agent's conversations into the bottle's state, in place of those of an earlier session: regular files and
 * directories only, all below the one directory, for their owner alone. The archive is not believed in anything: what is
 * no plain file with a plain path is passed over. False where there was nothing to keep; an earlier one then stays.
 * @throws {Error} where the archive is torn or past its bounds; an earlier one then stays
 */
export async function saveTranscript(stateDir: string, archive: AsyncIterable<Uint8Array>): Promise<boolean> {
  const target = join(stateDir, "transcript");
  const fresh = `${target}.new`;
  const old = `${target}.old`;
  await rm(fresh, { recursive: true, force: true });
  await mkdir(fresh, { mode: 0o700 });
  try {
    if ((await unpack(fresh, archive)) === 0) return false;
    await rm(old, { recursive: true, force: true });
    await rename(target, old).catch(() => undefined);
    await rename(fresh, target);
    await rm(old, { recursive: true, force: true });
    return true;
  } finally {
    await rm(fresh, { recursive: true, force: true });
  }
}

/** Gives how many files there were. */
async function unpack(root: string, archive: AsyncIterable<Uint8Array>): Promise<number> {
  const tar = extract();
  const feeding = pipeline(Readable.from(bounded(archive)), tar);
  const [reading, fed] = await Promise.allSettled([unpackEntries(root, tar), feeding]);
  if (reading.status === "fulfilled" && fed.status === "fulfilled") return reading.value;
  // The reader of a source that broke off only hears that the stream was destroyed
  const own = reading.status === "rejected" && !/was destroyed/.test(String(reading.reason));
  const failed = own || fed.status === "fulfilled" ? reading : fed;
  throw failed.status === "rejected" ? failed.reason : tooMuch("its archive could not be read");
}

async function unpackEntries(root: string, tar: Extract): Promise<number> {
  let files = 0;
  let entries = 0;
  for await (const entry of tar) {
    entries += 1;
    if (entries > MOST_ENTRIES) throw tooMuch(`it has more than ${MOST_ENTRIES} files`);
    const path = plainPath(entry.header.name);
    if (entry.header.type !== "file" || path === null) {
      entry.resume();
      continue;
    }
    const file = join(root, path);
    await mkdir(dirname(file), { recursive: true, mode: 0o700 });
    // In a directory of our own making there is no link to follow, and a second file of one name is refused
    await using handle = await open(file, "wx", 0o600);
    for await (const chunk of entry) if (chunk instanceof Uint8Array) await handle.writeFile(chunk);
    files += 1;
  }
  return files;
}

async function* bounded(archive: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  for await (const chunk of archive) {
    bytes += chunk.length;
    if (bytes > MOST_BYTES) throw tooMuch(`it is larger than ${MOST_BYTES / 1024 / 1024} MiB`);
    yield chunk;
  }
}

/** A path that stays below where it is unpacked, without its `.` parts; null where it is another. */
function plainPath(name: string): string | null {
  if (name.startsWith("/") || /[\0\\]/.test(name)) return null;
  const parts = name.split("/").filter((part) => part !== "" && part !== ".");
  return parts.length === 0 || parts.includes("..") ? null : parts.join("/");
}

function tooMuch(why: string): BottleError {
  return new BottleError("engine-failed", `The agent's conversation is not kept: ${why}`);
}
