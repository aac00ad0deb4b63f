const VERSION = 2;
const SIGNATURE = 6;
const SIGNATURE_LENGTH = 32;

/**
 * Whether bytes are a macaroon in the binary form of version 2: it begins with the version and ends with a signature field of
 * 32 bytes behind two ends of section. https://github.com/rescrv/libmacaroons/blob/master/doc/format.txt
 */
export function isMacaroon(bytes: Uint8Array): boolean {
  const signature = bytes.length - SIGNATURE_LENGTH - 2;
  return (
    signature > 2 &&
    bytes[0] === VERSION &&
    bytes[signature - 1] === 0 &&
    bytes[signature] === SIGNATURE &&
    bytes[signature + 1] === SIGNATURE_LENGTH
  );
}
