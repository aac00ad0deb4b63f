import type { Budget } from "./budget.ts";
import type { Contents } from "./part.ts";

const GZIP = Buffer.from([0x1f, 0x8b, 0x08]);
const [HAS_CRC, HAS_EXTRA, HAS_NAME, HAS_COMMENT] = [2, 4, 8, 16];
const TRAILER = 8;

const beginsWith = (bytes: Uint8Array, magic: Uint8Array, at: number): boolean =>
  magic.every((byte, index) => bytes[at + index] === byte);

function textEnd(bytes: Uint8Array, at: number): number {
  const end = bytes.indexOf(0, at);
  return end === -1 ? bytes.length : end;
}

/** A member's name, and where its data begin. RFC 1952, section 2.3. */
function gzipHead(bytes: Uint8Array, start: number): { name: string; data: number } {
  const flags = bytes[start + 3] ?? 0;
  let at = start + 10;
  let name = "";
  if ((flags & HAS_EXTRA) !== 0) at += 2 + ((bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8));
  if ((flags & HAS_NAME) !== 0) {
    const end = textEnd(bytes, at);
    name = Buffer.from(bytes.subarray(at, end)).toString("latin1");
    at = end + 1;
  }
  if ((flags & HAS_COMMENT) !== 0) at = textEnd(bytes, at) + 1;
  if ((flags & HAS_CRC) !== 0) at += 2;
  return { name, data: at };
}

/** One part for each member. Checksums are not looked at: who unpacks may not look at them either. */
export function gzip(bytes: Uint8Array, budget: Budget): Contents | null {
  if (!beginsWith(bytes, GZIP, 0)) return null;
  const contents: Contents = { kind: "gzip", entries: [], unread: [] };
  let at = 0;
  while (beginsWith(bytes, GZIP, at) && budget.exceeded === null) {
    const { name, data } = gzipHead(bytes, at);
    const inflated = data > bytes.length ? null : budget.inflate(bytes.subarray(data));
    if (inflated === null) {
      contents.unread.push({ name: name === "" ? "gzip" : name, why: "damaged" });
      break;
    }
    if (budget.enters())
      contents.entries.push({ name: name === "" ? "gzip" : name, bytes: inflated.bytes, at });
    at = data + inflated.read + TRAILER;
  }
  return contents;
}

/** RFC 1950, section 2.2: deflate, a window of 32 KiB at most, no dictionary, and a head that 31 divides. */
export function zlib(bytes: Uint8Array, budget: Budget): Contents | null {
  const [method = 0, flags = 0] = bytes;
  if ((method & 0x0f) !== 8 || method >> 4 > 7 || (flags & 0x20) !== 0 || (method * 256 + flags) % 31 !== 0)
    return null;
  const inflated = budget.inflate(bytes.subarray(2));
  if (inflated === null || !budget.enters()) return null;
  return { kind: "zlib", entries: [{ name: "zlib", bytes: inflated.bytes, at: 0 }], unread: [] };
}
