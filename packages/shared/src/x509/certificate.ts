import { createHash, randomBytes, sign, type KeyObject } from "node:crypto";
import { bits, explicit, identifier, integer, sequence, set, time, utf8 } from "./der.ts";

const COMMON_NAME = identifier("2.5.4.3");
const ECDSA_WITH_SHA256 = sequence(identifier("1.2.840.10045.4.3.2"));
const VERSION_3 = explicit(0, integer(Buffer.from([2])));
const POINT_LENGTH = 65;

/** What a certificate says, in the words of https://www.rfc-editor.org/rfc/rfc5280#section-4.1 */
export interface Statement {
  /** Common name of the issuer. */
  issuer: string;
  /** Common name; empty where an alternative name alone identifies the subject. */
  subject: string;
  /** SubjectPublicKeyInfo in DER. */
  publicKey: Uint8Array;
  notBefore: Date;
  notAfter: Date;
  extensions: readonly Uint8Array[];
}

const name = (common: string): Buffer =>
  common === "" ? sequence() : sequence(set(sequence(COMMON_NAME, utf8(common))));

/** 16 bytes, positive, without a leading zero: at most 20 are allowed. */
function serialNumber(): Buffer {
  const bytes = randomBytes(16);
  bytes.writeUInt8((bytes.readUInt8(0) & 0x3f) | 0x40, 0);
  return integer(bytes);
}

/** DER of an X.509 v3 certificate, signed with ECDSA and SHA-256. */
export function certificate(statement: Statement, key: KeyObject): Buffer {
  const signed = sequence(
    VERSION_3,
    serialNumber(),
    ECDSA_WITH_SHA256,
    name(statement.issuer),
    sequence(time(statement.notBefore), time(statement.notAfter)),
    name(statement.subject),
    statement.publicKey,
    explicit(3, sequence(...statement.extensions)),
  );
  return sequence(signed, ECDSA_WITH_SHA256, bits(sign("sha256", signed, key)));
}

/** SHA-1 of the public point, which ends a P-256 key: method 1 of https://www.rfc-editor.org/rfc/rfc5280#section-4.2.1.2 */
export function keyIdentifier(publicKey: Uint8Array): Buffer {
  return createHash("sha1").update(publicKey.subarray(-POINT_LENGTH)).digest();
}

export function certificatePem(der: Uint8Array): string {
  const lines =
    Buffer.from(der)
      .toString("base64")
      .match(/.{1,64}/g) ?? [];
  return ["-----BEGIN CERTIFICATE-----", ...lines, "-----END CERTIFICATE-----", ""].join("\n");
}
