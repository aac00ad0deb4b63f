import { NormalText } from "./normal-text.ts";
import { surprise } from "./surprise.ts";

/** Shorter values are not searched for: they occur by chance, and a refusal would then name the wrong thing. */
export const SHORTEST_VALUE = 8;

/** A value as it is searched for in normal text. */
export interface Spelling {
  bytes: Uint8Array;
  /**
   * The part that says the whole value: base64 shares its outermost characters with its neighbours, and what
   * stands before a value can make an escape of its beginning, as a `%` does of `ab`.
   */
  core: { start: number; end: number };
  /** For each place, how many of the value's bytes end before it. */
  said: Uint32Array;
  /** For each place, how many bits of surprise these bytes have. */
  bits: Uint32Array;
}

/** Text that says a value, and for each of its bytes which byte of the value ends with it, or -1. */
interface Writing {
  text: Buffer;
  says: (place: number) => number;
  coreEnd?: number;
}

/** Bytes at the beginning of a text that an escape's lead before it would take; none where little would be left. */
function eatable(text: Buffer): number {
  const [taken = ""] = /^(?:[\da-f]{2}|[nrt]|x[\da-f]{2}|u[\da-f]{4})?/i.exec(text.toString("latin1")) ?? [];
  return text.length - taken.length < SHORTEST_VALUE ? 0 : taken.length;
}

const rot13 = (text: string): string =>
  text.replace(/[a-z]/gi, (char) => {
    const code = char.charCodeAt(0);
    return String.fromCharCode(code + ((code & 31) <= 13 ? 13 : -13));
  });

/** Base64 inside other data: the value begins one, two or no bytes after a group of three does. */
function* base64(bytes: Buffer): Generator<Writing> {
  for (const before of [0, 1, 2]) {
    const padded = Buffer.concat([Buffer.alloc(before), bytes]);
    const first = Math.ceil((before * 8) / 6);
    const says = (place: number): number => {
      const ended = Math.floor(((place + 1) * 6) / 8);
      return ended > Math.floor((place * 6) / 8) ? ended - 1 - before : -1;
    };
    for (const code of ["base64", "base64url"] as const) {
      const text = padded.toString(code).slice(first);
      const end = Math.floor((padded.length * 8) / 6) - first;
      yield { text: Buffer.from(text), says: (place) => says(place + first), coreEnd: end };
    }
  }
}

function* write(bytes: Buffer): Generator<Writing> {
  const same = (place: number): number => place;
  const last = bytes.length - 1;
  yield { text: bytes, says: same };
  yield { text: Buffer.from(bytes).reverse(), says: (place) => last - place };
  yield { text: Buffer.from(rot13(bytes.toString("latin1")), "latin1"), says: same };
  const hex = bytes.toString("hex");
  const ofPair = (place: number): number => (place % 2 === 0 ? -1 : place >> 1);
  yield { text: Buffer.from(hex), says: ofPair };
  yield { text: Buffer.from(hex.toUpperCase()), says: ofPair };
  yield* base64(bytes);
}

function spelling({ text, says, coreEnd }: Writing, bitsOf: Uint8Array): Spelling {
  const normal = new NormalText(text.length);
  normal.append(text, true);
  const { bytes, length } = normal;
  const said = new Uint32Array(length + 1);
  const bits = new Uint32Array(length + 1);
  let [start, end] = [eatable(text), length];
  for (let place = 0; place < length; place += 1) {
    const from = normal.placeOf(text, place);
    if (coreEnd !== undefined && from >= coreEnd) end = Math.min(end, place);
    const index = says(from);
    said[place + 1] = (said[place] ?? 0) + (index < 0 ? 0 : 1);
    bits[place + 1] = (bits[place] ?? 0) + (bitsOf[index] ?? 0);
  }
  return { bytes: bytes.slice(0, length), core: { start, end }, said, bits };
}

/** Every usual spelling of a value, each once; none for a value that is too short to search for. */
export function spellings(value: string): Spelling[] {
  const bytes = Buffer.from(value.trim());
  if (bytes.length < SHORTEST_VALUE) return [];
  const bitsOf = surprise(bytes);
  const found = new Map<string, Spelling>();
  for (const writing of write(bytes)) {
    const one = spelling(writing, bitsOf);
    const key = Buffer.from(one.bytes).toString("latin1");
    if (!found.has(key)) found.set(key, one);
  }
  return [...found.values()];
}
