import { belongs, BASE64URL, DIGIT } from "../token/alphabet.ts";
import { run } from "../token/part.ts";
import { tokenRule } from "../token/token-rule.ts";
import type { NativeRule } from "./native-rule.ts";

/** How the base64 of a snowflake begins: two digits fix three characters. */
const beginnings = [
  ...new Set(
    Array.from({ length: 90 }, (_, index) =>
      Buffer.from(`${index + 10}0`)
        .toString("base64")
        .slice(0, 3),
    ),
  ),
];

export const discord: readonly NativeRule[] = [
  tokenRule({
    id: "discord-bot-token",
    description: "Discord bot token",
    source: "https://docs.discord.com/developers/reference#authentication",
    audience: ["discord.com", "*.discord.com", "*.discord.gg"],
    confidence: "high",
    literals: beginnings,
    body: [run(BASE64URL, 20, 24), ".", run(BASE64URL, 6, 7), ".", run(BASE64URL, 27, 40)],
    check: (token) => isSnowflake(Buffer.from(token.slice(0, token.indexOf(".")), "base64url")),
    make: (random) => {
      const id = Buffer.from(`${random.integer(1, 9)}${random.text(DIGIT.characters, 17)}`).toString(
        "base64url",
      );
      return `${id}.${random.text(BASE64URL.characters, 6)}.${random.text(BASE64URL.characters, 38)}`;
    },
  }),
];

function isSnowflake(bytes: Uint8Array): boolean {
  return bytes.length >= 17 && bytes.length <= 20 && bytes.every((byte) => belongs(byte, DIGIT));
}
