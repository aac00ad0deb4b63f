import { isMarkedAsUntransferable } from "node:worker_threads";

/** Bytes that are copied in one turn of the event loop: some tenths of a millisecond. */
export const MOST_COPIED = 512 * 1024;

/** Memory that belongs to the content alone, and so can go to a worker without a copy; null: there is none. */
export function ownMemory({ buffer, byteLength }: Uint8Array): ArrayBuffer | null {
  const isAlone = buffer instanceof ArrayBuffer && buffer.byteLength === byteLength && byteLength > 0;
  return isAlone && !isMarkedAsUntransferable(buffer) ? buffer : null;
}

/** Copies that go to a worker one after the other. */
export async function* inPieces(content: Uint8Array): AsyncIterable<Uint8Array> {
  for (let from = 0; from < content.length; from += MOST_COPIED)
    yield new Uint8Array(content.subarray(from, from + MOST_COPIED));
}

/** Neighbours together, as long as they are few and small enough to be copied in one turn. */
export function inGroups<T extends { bytes: { length: number } }>(files: readonly T[], most: number): T[][] {
  const groups: T[][] = [];
  let size = Infinity;
  for (const file of files) {
    const last = groups.at(-1);
    size += file.bytes.length;
    if (last !== undefined && last.length < most && size <= MOST_COPIED) last.push(file);
    else {
      groups.push([file]);
      size = file.bytes.length;
    }
  }
  return groups;
}
