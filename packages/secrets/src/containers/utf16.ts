import type { Budget } from "./budget.ts";
import type { Contents } from "./part.ts";

const LOOKED_AT = 1024;
/** So many of the bytes on one side are NUL in text of mostly ASCII characters. */
const LEAST_NULS = 0.8;

function nuls(bytes: Uint8Array, side: 0 | 1): number {
  let count = 0;
  for (let at = side; at < bytes.length; at += 2) if (bytes[at] === 0) count += 1;
  return count / (bytes.length / 2);
}

/** Which end comes first: told by a byte order mark, or by where the NULs are. */
function order(bytes: Uint8Array): "little" | "big" | null {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return "little";
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return "big";
  const beginning = bytes.subarray(0, LOOKED_AT);
  if (beginning.length < 8 || !beginning.includes(0)) return null;
  const [first, second] = [nuls(beginning, 0), nuls(beginning, 1)];
  if (second >= LEAST_NULS && first < 0.2) return "little";
  return first >= LEAST_NULS && second < 0.2 ? "big" : null;
}

/** Text of two bytes for each character, in UTF-8. */
export function utf16(bytes: Uint8Array, budget: Budget): Contents | null {
  const first = order(bytes);
  if (first === null) return null;
  const even = bytes.subarray(0, bytes.length & ~1);
  if (!budget.takes(even.length * 2) || !budget.enters()) return { kind: "utf-16", entries: [], unread: [] };
  const units =
    first === "big" ? Buffer.from(even).swap16() : Buffer.from(even.buffer, even.byteOffset, even.length);
  return {
    kind: "utf-16",
    entries: [{ name: "", bytes: Buffer.from(units.toString("utf16le")), at: 0 }],
    unread: [],
  };
}
