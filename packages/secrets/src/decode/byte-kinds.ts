/** Bits of `KIND_OF`. */
export const BASE64 = 1;
export const HEX = 2;
export const DIGIT = 4;
/** What base64 text has, and long names in code have not. */
export const UNLIKE_A_NAME = 8;
export const PRINTABLE = 16;

/** For each byte what it can be part of. */
export const KIND_OF = Uint8Array.from({ length: 256 }, (_, byte) => {
  const character = String.fromCharCode(byte);
  return (
    (/[\w/+-]/.test(character) ? BASE64 : 0) |
    (/[0-9A-Fa-f]/.test(character) ? HEX : 0) |
    (/[0-9]/.test(character) ? DIGIT : 0) |
    (/[0-9+/_-]/.test(character) ? UNLIKE_A_NAME : 0) |
    (byte > 8 && byte < 127 ? PRINTABLE : 0)
  );
});

/** The value of a hexadecimal digit. */
function nibble(byte: number): number {
  return byte < 58 ? byte - 48 : (byte | 32) - 87;
}

export function isHexPair(bytes: Uint8Array, at: number): boolean {
  return ((KIND_OF[bytes[at] ?? 0] ?? 0) & (KIND_OF[bytes[at + 1] ?? 0] ?? 0) & HEX) !== 0;
}

export function pairValue(bytes: Uint8Array, at: number): number {
  return (nibble(bytes[at] ?? 0) << 4) | nibble(bytes[at + 1] ?? 0);
}
