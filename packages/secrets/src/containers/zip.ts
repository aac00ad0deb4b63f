import type { Budget } from "./budget.ts";
import type { Contents } from "./part.ts";

const LOCAL_HEAD = Buffer.from("PK\u0003\u0004", "latin1");
const HEAD_LENGTH = 30;
const [STORED, DEFLATED] = [0, 8];
const IS_ENCRYPTED = 1;
const UNKNOWN_SIZE = 0xffff_ffff;

const isZip = (bytes: Buffer): boolean =>
  bytes.subarray(0, 4).equals(LOCAL_HEAD) || bytes.subarray(-66_000).includes("PK\u0005\u0006", 0, "latin1");

/**
 * Every local head (APPNOTE.TXT, section 4.3.7), wherever it is: the directory at the end could leave one out,
 * and an archive may have anything before it. Sizes are believed only for what is stored.
 */
export function zip(from: Uint8Array, budget: Budget): Contents | null {
  const bytes = Buffer.from(from.buffer, from.byteOffset, from.length);
  if (!isZip(bytes)) return null;
  const contents: Contents = { kind: "zip", entries: [], unread: [] };
  let at = bytes.indexOf(LOCAL_HEAD);
  while (at !== -1 && at + HEAD_LENGTH <= bytes.length && budget.exceeded === null) {
    const next = entry(bytes, at, { contents, budget });
    at = bytes.indexOf(LOCAL_HEAD, next);
  }
  return contents;
}

/** @returns from where on the next entry may be */
function entry(
  bytes: Buffer,
  at: number,
  { contents, budget }: { contents: Contents; budget: Budget },
): number {
  const flags = bytes.readUInt16LE(at + 6);
  const method = bytes.readUInt16LE(at + 8);
  const size = bytes.readUInt32LE(at + 18);
  const nameEnd = at + HEAD_LENGTH + bytes.readUInt16LE(at + 26);
  const data = nameEnd + bytes.readUInt16LE(at + 28);
  const name = bytes.toString("utf8", at + HEAD_LENGTH, nameEnd);
  // a head whose name or extra field holds another head must not hide it
  const past = (end: number): number => (bytes.subarray(at + 4, data).includes(LOCAL_HEAD) ? at + 4 : end);
  const isSized = size !== UNKNOWN_SIZE && data + size <= bytes.length;
  if ((flags & IS_ENCRYPTED) !== 0) {
    contents.unread.push({ name, why: "encrypted" });
    return at + 4;
  }
  if (data > bytes.length) {
    contents.unread.push({ name, why: "damaged" });
    return at + 4;
  }
  if (method === STORED) {
    const next = bytes.indexOf("PK", data, "latin1");
    const end = isSized && size > 0 ? data + size : next === -1 ? bytes.length : next;
    if (end > data && budget.enters())
      contents.entries.push({ name, bytes: bytes.subarray(data, end), at: data });
    return past(end);
  }
  const inflated = method === DEFLATED ? budget.inflate(bytes.subarray(data)) : null;
  if (inflated === null) {
    if (budget.exceeded === null)
      contents.unread.push({ name, why: method === DEFLATED ? "damaged" : "method" });
    return at + 4;
  }
  if (budget.enters()) contents.entries.push({ name, bytes: inflated.bytes, at: data });
  return past(data + inflated.read);
}
