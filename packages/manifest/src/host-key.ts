/** A server's public key as a manifest or a `known_hosts` line gives it. */
export interface HostKey {
  type: string;
  /** What the fingerprint is the digest of: the wire form of RFC 4253, section 6.6. */
  blob: Uint8Array;
}

/** Whether the fields after the type's name can be a key of that type. */
const kinds: ReadonlyMap<string, (fields: readonly Uint8Array[]) => boolean> = new Map([
  ["ssh-ed25519", (fields) => fields.length === 1 && fields[0]?.length === 32],
  ["ssh-rsa", (fields) => fields.length === 2 && bits(fields[0]) >= 2 && bits(fields[1]) >= 1024],
  ["ecdsa-sha2-nistp256", isPoint(256)],
  ["ecdsa-sha2-nistp384", isPoint(384)],
  ["ecdsa-sha2-nistp521", isPoint(521)],
]);

const LINE = /^(\S+) +([A-Za-z0-9+/]+={0,2})(?: [\x20-\x7e]*)?$/;

/** Takes a key apart; the result is a text where it is none, and says what is wrong. */
export function parseHostKey(text: string): HostKey | string {
  const [, type = "", base64 = ""] = LINE.exec(text.trim()) ?? [];
  const isKey = kinds.get(type);
  if (isKey === undefined)
    return "expected the server's public key, type first: ssh-ed25519 AAAA…, ecdsa-sha2-nistp256 AAAA… or ssh-rsa AAAA…";
  const blob = Buffer.from(base64, "base64");
  if (base64.length % 4 !== 0 || blob.toString("base64") !== base64)
    return "expected the whole key in base64: some of it is missing or changed";
  const [name, ...fields] = readFields(blob) ?? [];
  if (name === undefined) return "expected the whole key in base64: it ends too early or goes on too long";
  if (Buffer.from(name).toString("latin1") !== type)
    return `expected a key of the type that stands before it, ${type}`;
  if (!isKey(fields)) return `expected a key that ${type} can have`;
  return { type, blob };
}

/** Fields of the wire form, each behind its length of four bytes; null where they do not fill the blob. */
function readFields(blob: Buffer): Uint8Array[] | null {
  const fields: Uint8Array[] = [];
  let at = 0;
  while (at < blob.length) {
    if (at + 4 > blob.length) return null;
    const end = at + 4 + blob.readUInt32BE(at);
    if (end > blob.length) return null;
    fields.push(blob.subarray(at + 4, end));
    at = end;
  }
  return fields;
}

/** RFC 5656: the curve's name, then an uncompressed point. */
function isPoint(size: number): (fields: readonly Uint8Array[]) => boolean {
  const length = 1 + 2 * Math.ceil(size / 8);
  return ([curve, point, ...more]) =>
    more.length === 0 &&
    curve !== undefined &&
    Buffer.from(curve).toString("latin1") === `nistp${size}` &&
    point?.length === length &&
    point[0] === 4;
}

/** Size of a positive number. */
function bits(number: Uint8Array | undefined): number {
  const [first = 0x80] = number ?? [];
  if (number === undefined || first >= 0x80) return 0;
  const start = number.findIndex((byte) => byte !== 0);
  return start === -1 ? 0 : (number.length - start) * 8 - Math.clz32(number[start] ?? 0) + 24;
}
