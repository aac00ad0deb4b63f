/** Which column of a transition table each byte has. Bytes that no literal contains share one. */
export interface Columns {
  of: Uint8Array;
  count: number;
}

/** Columns for the bytes of `literals`; with `ignoreCase` an ASCII letter shares the column of its other case. */
export function columns(literals: readonly Uint8Array[], ignoreCase: boolean): Columns {
  const used = new Uint8Array(256);
  for (const literal of literals) {
    for (const byte of literal) used[ignoreCase ? lowerCase(byte) : byte] = 1;
  }
  const of = new Uint8Array(256);
  // Column 0 is for all bytes without one of their own, if there are any
  let count = used.includes(0) ? 1 : 0;
  for (let byte = 0; byte < 256; byte += 1) {
    if (used[byte] === 1) of[byte] = count++;
  }
  if (ignoreCase) {
    for (let byte = 65; byte <= 90; byte += 1) of[byte] = of[byte + 32] ?? 0;
  }
  return { of, count };
}

function lowerCase(byte: number): number {
  return byte >= 65 && byte <= 90 ? byte + 32 : byte;
}
