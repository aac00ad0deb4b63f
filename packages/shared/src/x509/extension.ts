import { isIP } from "node:net";
import { addressBytes } from "./address-bytes.ts";
import { bits, identifier, implicit, integer, octets, sequence, yes } from "./der.ts";

// https://www.rfc-editor.org/rfc/rfc5280#section-4.2.1
const BASIC_CONSTRAINTS = identifier("2.5.29.19");
const KEY_USAGE = identifier("2.5.29.15");
const EXTENDED_KEY_USAGE = identifier("2.5.29.37");
const SUBJECT_ALT_NAME = identifier("2.5.29.17");
const SUBJECT_KEY = identifier("2.5.29.14");
const AUTHORITY_KEY = identifier("2.5.29.35");
const SERVER_AUTH = identifier("1.3.6.1.5.5.7.3.1");

const extension = (id: Buffer, value: Buffer): Buffer => sequence(id, octets(value));
const critical = (id: Buffer, value: Buffer): Buffer => sequence(id, yes, octets(value));

/** An authority that signs leaves only: pathlen 0. */
export const authorityConstraints = critical(BASIC_CONSTRAINTS, sequence(yes, integer(Buffer.from([0]))));
export const leafConstraints = critical(BASIC_CONSTRAINTS, sequence());

/** keyCertSign (bit 5) and cRLSign (bit 6). */
export const authorityUsage = critical(KEY_USAGE, bits(Buffer.from([0b0000_0110]), 1));
/** digitalSignature (bit 0). */
export const leafUsage = critical(KEY_USAGE, bits(Buffer.from([0b1000_0000]), 7));
export const serverUse = extension(EXTENDED_KEY_USAGE, sequence(SERVER_AUTH));

export const subjectKey = (id: Uint8Array): Buffer => extension(SUBJECT_KEY, octets(id));
export const authorityKey = (id: Uint8Array): Buffer => extension(AUTHORITY_KEY, sequence(implicit(0, id)));

/** `sole` when the subject is empty: then the extension is what names the certificate and must be critical. */
export function alternativeName(host: string, sole: boolean): Buffer {
  const name = isIP(host) === 0 ? implicit(2, Buffer.from(host, "latin1")) : implicit(7, addressBytes(host));
  return (sole ? critical : extension)(SUBJECT_ALT_NAME, sequence(name));
}
