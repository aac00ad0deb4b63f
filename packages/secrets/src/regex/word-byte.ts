/** 1 for each byte of `[0-9A-Za-z_]`: what `\b` tells apart. */
export const IS_WORD = Uint8Array.from({ length: 256 }, (_, byte) =>
  /\w/.test(String.fromCharCode(byte)) ? 1 : 0,
);
