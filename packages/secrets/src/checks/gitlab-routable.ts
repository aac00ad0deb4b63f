import { BASE62 } from "../token/alphabet.ts";
import type { Random } from "../rules/native-rule.ts";
import { crc32 } from "./crc32.ts";

const LENGTH_DIGITS = 2;
const CRC_DIGITS = 7;
const RANDOM_BYTES = 16;

/**
 * `<prefix><payload>.<version>.<length of payload><CRC-32 of all before>`, numbers in base 36; the payload's last byte is the
 * length of its routing part, after 16 random bytes.
 */
export function hasRoutableChecksum(token: string): boolean {
  const [head = "", version = "", tail = ""] = token.split(".");
  const payload = head.slice(head.length - parseInt(tail.slice(0, LENGTH_DIGITS), 36));
  const bytes = Buffer.from(payload, "base64url");
  const isWhole = head.endsWith(payload) && bytes.length === RANDOM_BYTES + (bytes.at(-1) ?? 0) + 1;
  return isWhole && sealed(`${head}.${version}.${tail.slice(0, LENGTH_DIGITS)}`) === token;
}

export function routableToken(prefix: string, random: Random): string {
  const routing = `o:${random.integer(1, 9999)}\nu:${random.integer(1, 9999)}`;
  const bytes = `${random.text(BASE62.characters, RANDOM_BYTES)}${routing}${String.fromCharCode(routing.length)}`;
  const payload = Buffer.from(bytes, "latin1").toString("base64url");
  return sealed(`${prefix}${payload}.01.${inBase36(payload.length, LENGTH_DIGITS)}`);
}

function sealed(text: string): string {
  return text + inBase36(crc32(text), CRC_DIGITS);
}

function inBase36(value: number, length: number): string {
  return value.toString(36).padStart(length, "0");
}
