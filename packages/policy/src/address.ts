import { isIpv6 } from "./authority.ts";

type Block = readonly [first: readonly number[], bits: number];

/** IANA special-purpose IPv4 blocks that are not globally reachable, and multicast. */
const IPV4_BLOCKS: readonly Block[] = [
  [[0], 8],
  [[10], 8],
  [[100, 64], 10],
  [[127], 8],
  [[169, 254], 16],
  [[172, 16], 12],
  [[192, 0, 0], 24],
  [[192, 0, 2], 24],
  [[192, 31, 196], 24],
  [[192, 52, 193], 24],
  [[192, 88, 99], 24],
  [[192, 168], 16],
  [[192, 175, 48], 24],
  [[198, 18], 15],
  [[198, 51, 100], 24],
  [[203, 0, 113], 24],
  [[224], 4],
  [[240], 4],
  // addresses on the public internet by number that are a cloud's metadata or platform service
  [[168, 63, 129, 16], 32],
];

/**
 * Within 2000::/3, the only global unicast space: what is special, and what carries an IPv4 address that
 * some machine on the way would unpack (6to4, Teredo, ORCHID, documentation).
 */
const IPV6_BLOCKS: readonly Block[] = [
  [[0x20, 0x01, 0x00], 23],
  [[0x20, 0x01, 0x0d, 0xb8], 32],
  [[0x20, 0x02], 16],
  [[0x26, 0x20, 0x00, 0x4f, 0x80, 0x00], 48],
  [[0x3f, 0xfe], 16],
  [[0x3f, 0xff, 0x00], 20],
];
const GLOBAL_UNICAST: Block = [[0x20], 3];

function isIn(bytes: readonly number[], [first, bits]: Block): boolean {
  for (let bit = 0; bit < bits; bit += 8) {
    const mask = bits - bit >= 8 ? 0xff : (0xff << (8 - (bits - bit))) & 0xff;
    const index = bit / 8;
    if (((bytes[index] ?? 0) & mask) !== ((first[index] ?? 0) & mask)) return false;
  }
  return true;
}

function ipv4Bytes(text: string): number[] | null {
  const parts = text.split(".");
  if (parts.length !== 4 || !parts.every((part) => /^(?:0|[1-9]\d{0,2})$/.test(part) && Number(part) <= 255))
    return null;
  return parts.map(Number);
}

function groupBytes(half: string): number[] {
  if (half === "") return [];
  return half.split(":").flatMap((group) => {
    const embedded = ipv4Bytes(group);
    if (embedded !== null && group.includes(".")) return embedded;
    const value = Number.parseInt(group, 16);
    return [value >> 8, value & 0xff];
  });
}

function ipv6Bytes(text: string): number[] | null {
  const address = text.toLowerCase();
  if (!isIpv6(address)) return null;
  const [head = "", tail = ""] = address.split("::");
  const before = groupBytes(head);
  const after = groupBytes(tail);
  return [...before, ...Array.from({ length: 16 - before.length - after.length }, () => 0), ...after];
}

/**
 * True for an address on the public internet; everything else is false, also what is no address or has a
 * zone. Mapped, compatible, NAT64, 6to4 and Teredo forms are never public, whatever they hold.
 */
export function isPublicAddress(ip: string): boolean {
  const four = ipv4Bytes(ip);
  if (four !== null) return !IPV4_BLOCKS.some((block) => isIn(four, block));
  const six = ipv6Bytes(ip);
  if (six === null || !isIn(six, GLOBAL_UNICAST)) return false;
  return !IPV6_BLOCKS.some((block) => isIn(six, block));
}
