import { refuse, type Coding } from "@claude-bottle/policy";
import { Transform, type Duplex } from "node:stream";
import { createBrotliDecompress, createGunzip, createInflate, createZstdDecompress } from "node:zlib";
import { RefusedError } from "./refused-error.ts";

const MOST_BYTES = 64 * 1024 * 1024;
const MOST_RATIO = 200;
/** Below it a high ratio does no harm, and a short body of blanks has one. */
const RATIO_FROM = 1024 * 1024;

const codings = {
  gzip: createGunzip,
  br: createBrotliDecompress,
  zstd: createZstdDecompress,
  deflate: createInflate,
} satisfies Record<Coding, () => Duplex>;

/** Undoes a content coding as it streams. */
export function inflater(coding: Coding): Duplex {
  return codings[coding]();
}

const tooLarge = (what: string): RefusedError =>
  new RefusedError(
    refuse("body-too-large", { what, fix: "Send the body in smaller parts, or without content coding" }),
  );

/** Ends a body that grows beyond reason; `taken` says how many bytes it had before it was inflated. */
export function growthLimit(taken: () => number): Transform {
  let grown = 0;
  return new Transform({
    transform(chunk: Buffer, _, done) {
      grown += chunk.length;
      if (grown > MOST_BYTES) done(tooLarge(`The body is larger than ${MOST_BYTES} bytes once inflated`));
      else if (grown > RATIO_FROM && grown > taken() * MOST_RATIO) {
        done(tooLarge(`The body grows more than ${MOST_RATIO} times when inflated`));
      } else done(null, chunk);
    },
  });
}
