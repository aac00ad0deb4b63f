/** Shannon entropy as gitleaks has it: of the characters, but per byte. In bits. */
export function entropy(bytes: Uint8Array): number {
  if (bytes.length === 0) return 0;
  const counts = bytes.some((byte) => byte > 127) ? characterCounts(bytes) : byteCounts(bytes);
  let bits = 0;
  for (const count of counts) {
    if (count === 0) continue;
    const share = count / bytes.length;
    bits -= share * Math.log2(share);
  }
  return bits;
}

function byteCounts(bytes: Uint8Array): Iterable<number> {
  const counts = new Uint32Array(128);
  for (const byte of bytes) counts[byte] = (counts[byte] ?? 0) + 1;
  return counts;
}

function characterCounts(bytes: Uint8Array): Iterable<number> {
  const counts = new Map<string, number>();
  for (const character of Buffer.from(bytes).toString("utf8")) {
    counts.set(character, (counts.get(character) ?? 0) + 1);
  }
  return counts.values();
}
