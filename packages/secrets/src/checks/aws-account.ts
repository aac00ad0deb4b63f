const BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const PREFIX_LENGTH = 4;

/** The account in an access key id: 40 bits after the first bit behind the prefix. An account number has twelve digits. */
export function accountOf(keyId: string): number {
  let value = 0n;
  for (const character of keyId.slice(PREFIX_LENGTH, PREFIX_LENGTH + 10)) {
    value = value * 32n + BigInt(Math.max(0, BASE32.indexOf(character)));
  }
  return Number((value >> 9n) & 0xffffffffffn);
}
