import type { Budget } from "./budget.ts";
import type { Contents } from "./part.ts";

const BLOCK = 512;
const CHECKSUM = { start: 148, end: 156 };
const FILE_TYPES = new Set(["", "\0", "0", "7"]);

function text(bytes: Uint8Array, start: number, end: number): string {
  const field = Buffer.from(bytes.subarray(start, end));
  const length = field.indexOf(0);
  return field.toString("utf8", 0, length === -1 ? field.length : length);
}

/** A number in octal, or in base 256 where GNU tar had no room for it; -1 for anything else. */
function size(head: Uint8Array): number {
  if (((head[124] ?? 0) & 0x80) !== 0)
    return head.subarray(125, 136).reduce((value, byte) => value * 256 + byte, 0);
  const digits = text(head, 124, 136).trim();
  return /^[0-7]*$/.test(digits) ? Number.parseInt(digits || "0", 8) : -1;
}

/** Every form of tar has a sum of its head's bytes; the magic came later. POSIX.1-1988, ustar. */
function isHead(head: Uint8Array): boolean {
  if (head.length < BLOCK || head[0] === 0) return false;
  const digits = text(head, CHECKSUM.start, CHECKSUM.end).trim();
  if (!/^[0-7]{1,8}$/.test(digits)) return false;
  let sum = 0;
  for (const [at, byte] of head.entries()) sum += at >= CHECKSUM.start && at < CHECKSUM.end ? 0x20 : byte;
  return sum === Number.parseInt(digits, 8);
}

/** `path` of an extended header: records of `<length> <key>=<value>\n`. POSIX.1-2001, pax. */
const paxPath = (records: string): string | null => /^\d+ path=(.*)$/m.exec(records)?.[1] ?? null;

function nameOf(head: Uint8Array): string {
  const prefix = text(head, 257, 262) === "ustar" ? text(head, 345, 500) : "";
  const name = text(head, 0, 100);
  return prefix === "" ? name : `${prefix}/${name}`;
}

/** The files of an archive, each a view of its bytes. */
export function tar(bytes: Uint8Array, budget: Budget): Contents | null {
  if (!isHead(bytes.subarray(0, BLOCK))) return null;
  const contents: Contents = { kind: "tar", entries: [], unread: [] };
  let longName: string | null = null;
  let at = 0;
  while (at + BLOCK <= bytes.length && budget.exceeded === null) {
    const head = bytes.subarray(at, at + BLOCK);
    if (head[0] === 0 && head.every((byte) => byte === 0)) {
      at += BLOCK;
      continue;
    }
    const length = isHead(head) ? size(head) : -1;
    if (length < 0) {
      contents.unread.push({ name: `block ${at / BLOCK}`, why: "damaged" });
      break;
    }
    const start = at + BLOCK;
    const data = bytes.subarray(start, start + length);
    const type = text(head, 156, 157);
    if (type === "x") longName = paxPath(Buffer.from(data).toString("utf8")) ?? longName;
    else if (type === "L") longName = text(data, 0, data.length);
    else {
      if (FILE_TYPES.has(type) && data.length > 0 && budget.enters())
        contents.entries.push({ name: longName ?? nameOf(head), bytes: data, at: start });
      longName = null;
    }
    at = start + Math.ceil(length / BLOCK) * BLOCK;
  }
  return contents;
}
