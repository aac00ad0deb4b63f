import { base62 } from "./base62.ts";
import { crc32 } from "./crc32.ts";

const LENGTH = 6;

/**
 * The checksum of GitHub's and npm's tokens: the last six characters are the CRC-32 of what stands between prefix and them.
 * https://github.blog/engineering/platform-security/behind-githubs-new-authentication-token-formats/
 */
export function hasCrcSuffix(token: string): boolean {
  const secret = token.slice(token.indexOf("_") + 1);
  return withCrcSuffix(secret.slice(0, -LENGTH)) === secret;
}

export function withCrcSuffix(secret: string): string {
  return secret + base62(crc32(secret), LENGTH);
}
