import { BASE64URL } from "../token/alphabet.ts";
import { run } from "../token/part.ts";
import { tokenRule } from "../token/token-rule.ts";
import type { NativeRule } from "./native-rule.ts";

const prefixes = ["sk-ant-api03-", "sk-ant-admin01-", "sk-ant-oat01-", "sk-ant-ort01-", "sk-ant-sid01-"];

export const anthropic: readonly NativeRule[] = [
  tokenRule({
    id: "anthropic-key",
    description: "Anthropic API key or token",
    source: "https://platform.claude.com/docs/en/api/overview",
    audience: ["api.anthropic.com", "*.anthropic.com", "*.claude.com", "claude.ai"],
    confidence: "high",
    literals: prefixes,
    body: [run(BASE64URL, 95)],
    check: (token) => token.endsWith("AA"),
    make: (random) =>
      `${prefixes[random.integer(0, prefixes.length - 1)] ?? ""}${random.text(BASE64URL.characters, 93)}AA`,
  }),
];
