/** The characters that a part of a token may have. */
export interface Alphabet {
  characters: string;
  /** One entry for each byte: 1 where it belongs. */
  table: Uint8Array;
}

export function alphabet(characters: string): Alphabet {
  const table = new Uint8Array(256);
  for (const byte of Buffer.from(characters, "latin1")) table[byte] = 1;
  return { characters, table };
}

/** Whether a byte of a buffer belongs to an alphabet; what lies outside of the buffer does not. */
export function belongs(byte: number | undefined, { table }: Alphabet): boolean {
  return byte !== undefined && table[byte] === 1;
}

const digits = "0123456789";
const upper = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
const lower = upper.toLowerCase();

export const DIGIT = alphabet(digits);
export const LETTER = alphabet(upper + lower);
export const LOWER_HEX = alphabet(`${digits}abcdef`);
export const UPPER_HEX = alphabet(`${digits}ABCDEF`);
export const HEX = alphabet(`${digits}abcdefABCDEF`);
/** RFC 4648 section 6. */
export const BASE32 = alphabet(`${upper}234567`);
export const LOWER_BASE36 = alphabet(digits + lower);
export const UPPER_BASE36 = alphabet(digits + upper);
export const BASE62 = alphabet(digits + upper + lower);
/** BIP 173, in upper case. */
export const UPPER_BECH32 = alphabet("QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L");
/** RFC 4648 section 4, without padding. */
export const BASE64 = alphabet(`${digits}${upper}${lower}+/`);
/** RFC 4648 section 5, without padding. */
export const BASE64URL = alphabet(`${digits}${upper}${lower}-_`);
/** Base64url with padding and dots: what opaque tokens of several services are made of. */
export const OPEN_BASE64URL = alphabet(`${digits}${upper}${lower}-_=.`);
/** Base64url with dots, as in a JWT. */
export const DOTTED_BASE64URL = alphabet(`${digits}${upper}${lower}-_.`);
/** What continues a word: a token does not end before one of these. */
export const WORD = alphabet(`${digits}${upper}${lower}_`);
export const SPACE = alphabet(" \t\r\n");
