import { BASE64URL, DIGIT } from "../token/alphabet.ts";
import { run } from "../token/part.ts";
import { serviceToken } from "../token/service-token.ts";
import type { NativeRule } from "./native-rule.ts";

export const telegram: readonly NativeRule[] = [
  serviceToken("telegram-bot-token", "Telegram bot token", {
    source: "https://core.telegram.org/bots/api#authorizing-your-bot",
    domains: ["telegram.org"],
    literals: [":AA"],
    left: run(DIGIT, 8, 10),
    body: [run(BASE64URL, 33)],
  }),
];
