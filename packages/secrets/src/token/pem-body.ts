import { alphabet, BASE64, belongs } from "./alphabet.ts";
import type { Input } from "./match-parts.ts";

/** What stands between the first and the last line of a PEM file. */
export interface PemBody {
  /** The base64 of it, without line ends. */
  base64: string;
  /** There are lines like `DEK-Info: …` before it. */
  hasHeaders: boolean;
  /** The first byte that does not belong to it. */
  end: number;
}

const LINE = new Set(Buffer.from("\r\n"));
/** What sources put between the lines of a key: indentation, quotes, commas. */
const FILLER = alphabet(" \t\"'`,");
const BACKSLASH = 0x5c;
const COLON = 0x3a;
const PADDING = 0x3d;

/**
 * Reads base64 from `from` on, up to `limit`, over real line ends and those written as `\n`. Stops at the first byte of
 * something else. One look at each byte, two at an escape.
 */
export function readPemBody({ bytes }: Input, from: number, limit: number): PemBody {
  const stop = Math.min(limit, bytes.length);
  let base64 = "";
  let lineStart = 0;
  let hasHeaders = false;
  let inHeader = false;
  let at = from;
  for (; at < stop; at += 1) {
    const byte = bytes[at] ?? 0;
    if (LINE.has(byte) || byte === BACKSLASH) {
      if (byte === BACKSLASH) at += 1;
      inHeader = false;
      lineStart = base64.length;
    } else if (byte === COLON && !inHeader) {
      base64 = base64.slice(0, lineStart);
      hasHeaders = true;
      inHeader = true;
    } else if (belongs(byte, BASE64)) {
      if (!inHeader) base64 += String.fromCharCode(byte);
    } else if (
      !inHeader &&
      byte !== PADDING &&
      !belongs(byte, FILLER) &&
      !isHyphenOfHeader(base64, lineStart, byte)
    ) {
      break;
    }
  }
  return { base64, hasHeaders, end: Math.min(at, stop) };
}

/** `Proc-Type`, `DEK-Info`: a single hyphen after the letters that begin a line. */
function isHyphenOfHeader(base64: string, lineStart: number, byte: number): boolean {
  const line = base64.length - lineStart;
  return byte === "-".charCodeAt(0) && line > 0 && line < 8;
}
