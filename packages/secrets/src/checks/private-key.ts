const SEQUENCE = 0x30;
const LONG_FORM = 0x80;

/** What the body of a PEM private key holds, told by its first bytes. */
export type KeyBody = "der" | "encrypted-der" | "openssh" | "openpgp";

/** `openssh-key-v1` and a zero byte: PROTOCOL.key of OpenSSH. */
const OPENSSH_MAGIC = "openssh-key-v1\0";

/** Bytes that are enough to tell. */
export const KEY_HEAD = 24;

/** The bytes that a key of this kind has altogether, as far as its head says; null where the head is none of a private key. */
export function declaredLength(kind: KeyBody, head: Uint8Array): number | null {
  if (kind === "openssh")
    return Buffer.from(head).toString("latin1").startsWith(OPENSSH_MAGIC) ? KEY_HEAD : null;
  if (kind === "openpgp") return isSecretKeyPacket(head[0] ?? 0) ? KEY_HEAD : null;
  const sequence = derSequence(head);
  if (sequence === null) return null;
  const [first, second, third] = head.subarray(sequence.content, sequence.content + 3);
  const isKey =
    kind === "encrypted-der"
      ? first === SEQUENCE
      : first === 0x02 && second === 0x01 && third !== undefined && third <= 1;
  return isKey ? sequence.content + sequence.length : null;
}

/** Tag 5 in the old or the new form of RFC 9580 section 4.2. */
function isSecretKeyPacket(byte: number): boolean {
  return byte >> 2 === 0b100101 || byte === 0b11000101;
}

/** Definite lengths only (X.690 section 10.1). */
function derSequence(head: Uint8Array): { content: number; length: number } | null {
  const [tag, short = 0] = head;
  if (tag !== SEQUENCE) return null;
  if (short < LONG_FORM) return { content: 2, length: short };
  const size = short - LONG_FORM;
  if (size === 0 || size > 3) return null;
  const length = head.subarray(2, 2 + size).reduce((sum, byte) => sum * 256 + byte, 0);
  return { content: 2 + size, length };
}
