import { BASE62, BASE64, belongs, DIGIT } from "../token/alphabet.ts";
import { run } from "../token/part.ts";
import { withSubdomains } from "../token/service-token.ts";
import { tokenRule } from "../token/token-rule.ts";
import type { NativeRule } from "./native-rule.ts";

const MARK = "reftkn:01:";

export const artifactory: readonly NativeRule[] = [
  tokenRule({
    id: "artifactory-reference-token",
    description: "JFrog reference token",
    source: "https://jfrog.com/help/r/jfrog-platform-administration-documentation/reference-token",
    audience: withSubdomains(["jfrog.io"]),
    confidence: "high",
    literals: [Buffer.from(MARK).toString("base64").slice(0, 13)],
    body: [run(BASE64, 51)],
    check: (token) => isReference(Buffer.from(token, "base64")),
    make: (random) =>
      Buffer.from(`${MARK}0000000000:${random.text(BASE62.characters, 27)}`)
        .toString("base64")
        .slice(0, 64),
  }),
];

/** The mark, ten digits, a colon, and what is random. */
function isReference(bytes: Uint8Array): boolean {
  const time = bytes.subarray(MARK.length, MARK.length + 10);
  return time.every((byte) => belongs(byte, DIGIT)) && bytes[MARK.length + 10] === ":".charCodeAt(0);
}
