import type { Hit } from "../rules/native-rule.ts";
import type { Span } from "../detection.ts";

/** One line without its line end. */
export interface Line extends Span {
  /** Spaces and tabs before its text. */
  indent: number;
}

/** The lines of one YAML document around a key that each document has once. */
export interface Document {
  before: readonly Line[];
  after: readonly Line[];
  /** The buffer ends before the document is known to. */
  isCut: boolean;
}

const NEWLINE = 0x0a;
const RETURN = 0x0d;
const HYPHEN = 0x2d;
const BLANK = new Set(Buffer.from(" \t"));

/** The lines around the key at the hit, up to `---`, a line with the same key, or the reach; `no` where the hit is not a whole line. */
export function documentAround(hit: Hit, reach: { before: number; after: number }): Document | "no" {
  const { bytes, at, literal } = hit;
  const key = literal.slice(0, literal.indexOf(":") + 1);
  const before: Line[] = [];
  const floor = Math.max(0, at - reach.before + 1);
  const lineStart = blankBefore(bytes, at, floor);
  if (lineStart === "no" || !isBlankAfter(hit, at + literal.length, at + reach.after)) return "no";
  for (let end = lineStart - 1; end > floor;) {
    const line = lineFrom(bytes, startOfLine(bytes, end, floor), end);
    if (isBorder(bytes, line, key)) break;
    before.unshift(line);
    end = line.start - 1;
  }
  const limit = at + reach.after;
  const ceiling = Math.min(bytes.length, limit);
  const after: Line[] = [];
  let start = at + literal.length;
  while (start < ceiling) {
    const end = endOfLine(bytes, start, ceiling);
    const line = lineFrom(bytes, start, end);
    if (end === bytes.length && !hit.isEnd && end < limit) break;
    if (isBorder(bytes, line, key)) return { before, after, isCut: false };
    after.push(line);
    start = end + 1;
  }
  return { before, after, isCut: !hit.isEnd && bytes.length < limit };
}

function startOfLine(bytes: Uint8Array, from: number, floor: number): number {
  let at = from;
  while (at > floor && bytes[at - 1] !== NEWLINE) at -= 1;
  return at;
}

/** Where the line of a key begins, which may be indented and stand in a list. */
function blankBefore(bytes: Uint8Array, from: number, floor: number): number | "no" {
  let at = from;
  while (at > floor && (BLANK.has(bytes[at - 1] ?? 0) || bytes[at - 1] === HYPHEN)) at -= 1;
  return at === 0 || bytes[at - 1] === NEWLINE ? at : "no";
}

/** Whether nothing else stands in the line of a key. */
function isBlankAfter({ bytes }: Hit, from: number, limit: number): boolean {
  const ceiling = Math.min(limit, bytes.length);
  let at = from;
  while (at < ceiling && (BLANK.has(bytes[at] ?? 0) || bytes[at] === RETURN)) at += 1;
  return at === ceiling || bytes[at] === NEWLINE;
}

function endOfLine(bytes: Uint8Array, from: number, ceiling: number): number {
  let at = from;
  while (at < ceiling && bytes[at] !== NEWLINE) at += 1;
  return at;
}

function lineFrom(bytes: Uint8Array, start: number, lineEnd: number): Line {
  const end = lineEnd > start && bytes[lineEnd - 1] === RETURN ? lineEnd - 1 : lineEnd;
  let indent = 0;
  while (start + indent < end && BLANK.has(bytes[start + indent] ?? 0)) indent += 1;
  return { start, end, indent };
}

function isBorder(bytes: Uint8Array, { start, end, indent }: Line, key: string): boolean {
  const begins = (text: string, at: number) =>
    at + text.length <= end && [...Buffer.from(text)].every((byte, index) => bytes[at + index] === byte);
  return begins("---", start) || begins(key, start + indent);
}
