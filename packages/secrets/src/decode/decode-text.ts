import type { Span } from "../detection.ts";
import { decodeBase64 } from "./decode-base64.ts";
import { decodeEscape, decodeHex, decodePercent, decodeUnicode } from "./decode-escapes.ts";
import { type Encoding, ENCODINGS } from "./encoding.ts";
import { findEncoded } from "./find-encoded.ts";
import { type DecodedText, overlapping, type Segment, toOriginal } from "./segment.ts";
import { unwrapped } from "./wrapped-base64.ts";
import { Writer } from "./writer.ts";

/** Writes nothing if the answer is no. */
type Decode = (bytes: Uint8Array, span: Span, to: Writer) => boolean;

const DECODERS: Readonly<Record<Encoding, Decode>> = {
  percent: decodePercent,
  unicode: decodeUnicode,
  hex: decodeHex,
  base64: decodeBase64,
  escape: decodeEscape,
  "wrapped-base64": (bytes, span, to) => {
    const text = unwrapped(bytes, span);
    return decodeBase64(text, { start: 0, end: text.length }, to);
  },
};

export function plainText(bytes: Uint8Array): DecodedText {
  return { bytes, segments: [], depth: 0, before: undefined };
}

/** Decodes what is encoded in a text, once; undefined if nothing is. `extra` as for `findEncoded`. */
export function decodeText(text: DecodedText, extra: boolean): DecodedText | undefined {
  const candidates = findEncoded(text.bytes, extra);
  // What is decoded is never longer than what it was
  const values = new Writer(candidates.reduce((total, { start, end }) => total + end - start, 0));
  const segments: Segment[] = [];
  let shift = 0;
  let last = 0;
  for (const { encoding, start, end } of candidates) {
    const before = values.length;
    if (start < last || !DECODERS[encoding](text.bytes, { start, end }, values)) continue;
    const length = values.length - before;
    const encoded = { start, end };
    segments.push({
      original: toOriginal(text, encoded),
      encoded,
      decoded: { start: start + shift, end: start + shift + length },
      encodings: overlapping(text.segments, encoded).reduce(
        (all, segment) => all | segment.encodings,
        1 << ENCODINGS.indexOf(encoding),
      ),
    });
    shift += length - (end - start);
    last = end;
  }
  if (segments.length === 0) return undefined;
  const bytes = replaced(text.bytes, segments, values.written());
  return { bytes, segments, depth: text.depth + 1, before: text };
}

/** The bytes with each segment's value, which are given one after the other, in its place. */
function replaced(bytes: Uint8Array, segments: readonly Segment[], values: Uint8Array): Uint8Array {
  const end = segments.at(-1);
  const shift = end === undefined ? 0 : end.decoded.end - end.encoded.end;
  const writer = new Writer(bytes.length + shift);
  let copied = 0;
  let used = 0;
  for (const { encoded, decoded } of segments) {
    const length = decoded.end - decoded.start;
    writer.copy(bytes.subarray(copied, encoded.start));
    writer.copy(values.subarray(used, used + length));
    copied = encoded.end;
    used += length;
  }
  writer.copy(bytes.subarray(copied));
  return writer.written();
}
