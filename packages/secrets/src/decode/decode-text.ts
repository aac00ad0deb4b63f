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
  const { bytes } = text;
  // What is decoded is never longer than what it was
  const writer = new Writer(bytes.length);
  const segments: Segment[] = [];
  let copied = 0;
  for (const { encoding, start, end } of findEncoded(bytes, extra)) {
    if (start < copied) continue;
    writer.copy(bytes.subarray(copied, start));
    copied = start;
    const decodedFrom = writer.length;
    if (!DECODERS[encoding](bytes, { start, end }, writer)) continue;
    const encoded = { start, end };
    segments.push({
      original: toOriginal(text, encoded),
      encoded,
      decoded: { start: decodedFrom, end: writer.length },
      encodings: overlapping(text.segments, encoded).reduce(
        (all, segment) => all | segment.encodings,
        1 << ENCODINGS.indexOf(encoding),
      ),
    });
    copied = end;
  }
  if (segments.length === 0) return undefined;
  writer.copy(bytes.subarray(copied));
  return { bytes: writer.written(), segments, depth: text.depth + 1, before: text };
}
