/** `0000`: the end of a section. */
export const FLUSH = Buffer.from("0000");

/** Most bytes of a packet, its length included. https://git-scm.com/docs/protocol-common */
const LONGEST = 65_520;

/** One packet around these bytes. Throws a RangeError when they do not fit into one. */
export function packet(content: string | Uint8Array): Buffer {
  const bytes = typeof content === "string" ? Buffer.from(content) : content;
  const length = bytes.length + 4;
  if (length > LONGEST) throw new RangeError(`A packet of ${length} bytes is longer than ${LONGEST}`);
  return Buffer.concat([Buffer.from(length.toString(16).padStart(4, "0")), bytes]);
}

/** Side bands of an answer: 1 is the report, 2 is text for the terminal, 3 is a fatal error. */
export function banded(band: 1 | 2 | 3, content: string | Uint8Array): Buffer {
  const bytes = Buffer.from(content);
  const most = LONGEST - 5;
  const parts: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += most)
    parts.push(packet(Buffer.concat([Buffer.from([band]), bytes.subarray(at, at + most)])));
  return Buffer.concat(parts);
}

export type PacketRead =
  /** The buffer ends before the packet does. */
  | { kind: "more" }
  | { kind: "flush"; next: number }
  | { kind: "packet"; bytes: Buffer; next: number }
  /** No packet begins here. */
  | { kind: "malformed" };

/** The packet that begins at `at`; `next` is where the following one does. */
export function readPacket(buffer: Buffer, at: number): PacketRead {
  if (buffer.length < at + 4) return { kind: "more" };
  const digits = buffer.toString("latin1", at, at + 4);
  if (!/^[0-9a-f]{4}$/i.test(digits)) return { kind: "malformed" };
  const length = Number.parseInt(digits, 16);
  if (length === 0) return { kind: "flush", next: at + 4 };
  if (length < 5 || length > LONGEST) return { kind: "malformed" };
  const next = at + length;
  return buffer.length < next
    ? { kind: "more" }
    : { kind: "packet", bytes: buffer.subarray(at + 4, next), next };
}
