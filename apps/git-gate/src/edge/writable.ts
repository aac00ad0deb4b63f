import type { Writable } from "node:stream";

/** Writes and waits until more may be written; a stream that closed meanwhile takes no more. */
export async function writeTo(stream: Writable, chunk: string | Uint8Array): Promise<void> {
  if (!stream.writable || stream.write(chunk)) return;
  await new Promise<void>((resolve) => {
    const done = (): void => {
      stream.off("drain", done);
      stream.off("close", done);
      resolve();
    };
    stream.on("drain", done);
    stream.on("close", done);
  });
}
