import { BASE64URL } from "../token/alphabet.ts";
import { run } from "../token/part.ts";
import { tokenRule } from "../token/token-rule.ts";
import type { NativeRule } from "./native-rule.ts";

const MARKER = "T3BlbkFJ";
const prefixes = ["sk-", "sk-proj-", "sk-svcacct-", "sk-admin-", "sk-service-"];

export const openai: readonly NativeRule[] = [
  tokenRule({
    id: "openai-key",
    description: "OpenAI API key",
    source: "https://platform.openai.com/docs/api-reference/authentication",
    audience: ["api.openai.com", "*.openai.com"],
    confidence: "high",
    literals: [MARKER],
    left: run(BASE64URL, 23, 120),
    body: [run(BASE64URL, 20, 120)],
    check: (token) => token.startsWith("sk-"),
    make: (random) => {
      const prefix = prefixes[random.integer(0, prefixes.length - 1)] ?? "";
      const half = () => random.text(BASE64URL.characters.slice(0, -2), prefix === "sk-" ? 20 : 74);
      return `${prefix}${half()}${MARKER}${half()}`;
    },
  }),
];
