/** A stream of bytes in, as many bytes out; may hold a tail back until more comes or the end. */
export interface ByteFilter {
  push(chunk: Uint8Array): Uint8Array;
  /** What was held back; null when nothing was. */
  flush(): Uint8Array | null;
}
