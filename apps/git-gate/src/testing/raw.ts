import { createHash } from "node:crypto";
import { deflateSync } from "node:zlib";
import { FLUSH, packet, readPacket } from "../core/pkt-line.ts";

const KINDS = { commit: 1, tree: 2, blob: 3, tag: 4 } as const;

export interface RawObject {
  type: keyof typeof KINDS;
  content: Uint8Array;
}

export const idOf = ({ type, content }: RawObject): string =>
  createHash("sha1").update(`${type} ${content.length}\0`).update(content).digest("hex");

export const ZERO = "0".repeat(40);

function objectHead(kind: number, size: number): Buffer {
  const bytes: number[] = [];
  let rest = Math.floor(size / 16);
  bytes.push((kind << 4) | (size % 16));
  while (rest > 0) {
    bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) | 0x80;
    bytes.push(rest % 128);
    rest = Math.floor(rest / 128);
  }
  return Buffer.from(bytes);
}

/** A pack of whole objects, or of ready-made parts: https://git-scm.com/docs/pack-format */
export function packOf(objects: readonly RawObject[], parts: readonly Uint8Array[] = []): Buffer {
  const entries = objects.map(({ type, content }) =>
    Buffer.concat([objectHead(KINDS[type], content.length), deflateSync(content)]),
  );
  const head = Buffer.alloc(12);
  head.write("PACK");
  head.writeUInt32BE(2, 4);
  head.writeUInt32BE(objects.length + parts.length, 8);
  const body = Buffer.concat([head, ...entries, ...parts]);
  return Buffer.concat([body, createHash("sha1").update(body).digest()]);
}

/** A delta that copies the first bytes of its base over and over, up to `size` bytes. */
export function deltaBomb(base: string, baseSize: number, size: number): Buffer {
  const varint = (value: number): number[] =>
    value < 128 ? [value] : [(value % 128) | 0x80, ...varint(Math.floor(value / 128))];
  // 0x80 | size bytes 1 and 2: copy 0xffff bytes from offset 0
  const copy = Buffer.from([0x80 | 0x10 | 0x20, 0xff, 0xff]);
  const count = Math.floor(size / 0xffff);
  const delta = Buffer.concat([
    Buffer.from([...varint(baseSize), ...varint(count * 0xffff)]),
    Buffer.alloc(count * copy.length, copy),
  ]);
  return Buffer.concat([objectHead(7, delta.length), Buffer.from(base, "hex"), deflateSync(delta)]);
}

export const tree = (
  ...entries: readonly [mode: string, name: string | Uint8Array, id: string][]
): RawObject => ({
  type: "tree",
  content: Buffer.concat(
    entries.map(([mode, name, id]) =>
      Buffer.concat([Buffer.from(`${mode} `), Buffer.from(name), Buffer.from([0]), Buffer.from(id, "hex")]),
    ),
  ),
});

export const commit = (treeId: string, message = "x"): RawObject => ({
  type: "commit",
  content: Buffer.from(
    `tree ${treeId}\nauthor A <a@b.test> 1700000000 +0000\ncommitter A <a@b.test> 1700000000 +0000\n\n${message}\n`,
  ),
});

export const blob = (content: string | Uint8Array): RawObject => ({
  type: "blob",
  content: Buffer.from(content),
});

/** The body of a push of these commands. */
export function pushBody(
  commands: readonly string[],
  pack: Uint8Array,
  capabilities = "report-status side-band-64k",
): Buffer {
  const [first = "", ...more] = commands;
  return Buffer.concat([packet(`${first}\0${capabilities}`), ...more.map((one) => packet(one)), FLUSH, pack]);
}

/** An answer with its packets and side bands taken apart, where it has any. */
function readable(bytes: Buffer): string {
  const parts: Buffer[] = [];
  for (let at = 0; ;) {
    const read = readPacket(bytes, at);
    if (read.kind === "more") return Buffer.concat(parts).toString();
    if (read.kind === "malformed") return bytes.toString();
    if (read.kind === "packet") parts.push((read.bytes[0] ?? 0) <= 3 ? read.bytes.subarray(1) : read.bytes);
    at = read.next;
  }
}

export interface RawAnswer {
  status: number;
  text: string;
}

/** Sends a request as no git client would. */
export async function post(
  url: string,
  body: Uint8Array,
  headers: Record<string, string> = {},
): Promise<RawAnswer> {
  const response = await fetch(`${url}/git-receive-pack`, {
    method: "POST",
    headers: { "content-type": "application/x-git-receive-pack-request", ...headers },
    body: Buffer.from(body),
  });
  return { status: response.status, text: readable(Buffer.from(await response.arrayBuffer())) };
}
