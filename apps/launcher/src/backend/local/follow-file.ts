import { watch } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";

const CHUNK_BYTES = 64 * 1024;

/** A line that was begun, and a character that was. */
interface Rest {
  /** How far the file was read. */
  at: number;
  text: string;
  decoder: { decode(bytes: Uint8Array, options: { stream: boolean }): string };
}

/** The lines of a file; when followed, also those that are written to it until the signal, or until it is removed. */
export async function* fileLines(
  path: string,
  { follow, signal, from = "start" }: { follow: boolean; signal: AbortSignal; from?: "start" | "end" },
): AsyncGenerator<string> {
  await using file = await open(path, "r");
  let woken = Promise.withResolvers<void>();
  const wake = (): void => woken.resolve();
  using _ = follow ? watching(path, wake) : null;
  signal.addEventListener("abort", wake, { once: true });
  const rest: Rest = {
    at: from === "start" ? 0 : (await file.stat()).size,
    text: "",
    decoder: new TextDecoder(),
  };
  try {
    for (;;) {
      woken = Promise.withResolvers<void>();
      yield* newLines(file, rest);
      if (!follow || signal.aborted) break;
      if ((await file.stat()).nlink === 0) break;
      await woken.promise;
    }
  } finally {
    signal.removeEventListener("abort", wake);
  }
  if (rest.text !== "") yield rest.text;
}

function watching(path: string, wake: () => void): Disposable {
  const watcher = watch(path, wake);
  watcher.on("error", wake);
  return { [Symbol.dispose]: () => watcher.close() };
}

/** What was written since the last time, in whole lines. */
async function* newLines(file: FileHandle, rest: Rest): AsyncGenerator<string> {
  const buffer = Buffer.alloc(CHUNK_BYTES);
  for (;;) {
    const { bytesRead } = await file.read(buffer, 0, CHUNK_BYTES, rest.at);
    if (bytesRead === 0) return;
    rest.at += bytesRead;
    const lines = (rest.text + rest.decoder.decode(buffer.subarray(0, bytesRead), { stream: true })).split(
      "\n",
    );
    rest.text = lines.pop() ?? "";
    yield* lines;
  }
}
