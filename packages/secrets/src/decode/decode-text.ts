import type { Span } from "../detection.ts";
import { beginsEncoded, decodeBase64 } from "./decode-base64.ts";
import { decodeEscape, decodeHex, decodePercent, decodeUnicode } from "./decode-escapes.ts";
import { type Encoding, ENCODINGS } from "./encoding.ts";
import { findEncoded } from "./find-encoded.ts";
import { type DecodedText, Segments, toOriginal } from "./segment.ts";
import { SHORTEST_LINE, unwrapped } from "./wrapped-base64.ts";
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
    // Most of what goes on over lines is words
    if (!beginsEncoded(bytes, span.start, SHORTEST_LINE)) return false;
    const text = unwrapped(bytes, span);
    return decodeBase64(text, { start: 0, end: text.length }, to);
  },
};

export function plainText(bytes: Uint8Array): DecodedText {
  return { bytes, segments: new Segments(), depth: 0, before: undefined };
}

/** A text as it is, then decoded once, twice, … for as long as anything is, `decodeDepth` times at most. */
export function* decodings(
  bytes: Uint8Array,
  { decodeDepth = 0, extraEncodings = false }: { decodeDepth?: number; extraEncodings?: boolean },
): Iterable<DecodedText> {
  let text: DecodedText | undefined = plainText(bytes);
  for (let depth = 0; text !== undefined; depth += 1) {
    yield text;
    text = depth < decodeDepth ? decodeText(text, extraEncodings) : undefined;
  }
}

/** Decodes what is encoded in a text, once; undefined if nothing is. `extra` as for `findEncoded`. */
export function decodeText(text: DecodedText, extra: boolean): DecodedText | undefined {
  const candidates = findEncoded(text.bytes, extra);
  // What is decoded is never longer than what it was
  const values = new Writer(candidates.bytes);
  const segments = new Segments();
  let shift = 0;
  let last = 0;
  for (const { encoding, start, end } of candidates) {
    const before = values.length;
    if (start < last || !DECODERS[encoding](text.bytes, { start, end }, values)) continue;
    const length = values.length - before;
    const encoded = { start, end };
    segments.add({
      original: toOriginal(text, encoded),
      encoded,
      decoded: { start: start + shift, end: start + shift + length },
      encodings: text.segments
        .overlapping(encoded)
        .reduce((all, segment) => all | segment.encodings, 1 << ENCODINGS.indexOf(encoding)),
    });
    shift += length - (end - start);
    last = end;
  }
  if (segments.count === 0) return undefined;
  const bytes = replaced(text.bytes, segments, values.written());
  // The bytes of the text before are let go
  const before = { segments: text.segments, before: text.before };
  return { bytes, segments, depth: text.depth + 1, before };
}

/** The bytes with each segment's value, which are given one after the other, in its place. */
function replaced(bytes: Uint8Array, segments: Segments, values: Uint8Array): Uint8Array {
  const last = segments.at(segments.count - 1);
  const shift = last.decoded.end - last.encoded.end;
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
