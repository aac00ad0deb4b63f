import { bech32, isBech32 } from "../checks/bech32.ts";
import { UPPER_BECH32 } from "../token/alphabet.ts";
import { run } from "../token/part.ts";
import { tokenRule } from "../token/token-rule.ts";
import type { NativeRule } from "./native-rule.ts";

export const age: readonly NativeRule[] = [
  tokenRule({
    id: "age-secret-key",
    description: "age secret key",
    source: "https://age-encryption.org/v1",
    audience: [],
    confidence: "high",
    literals: ["AGE-SECRET-KEY-1"],
    body: [run(UPPER_BECH32, 58)],
    check: isBech32,
    make: (random) =>
      bech32("age-secret-key-", random.text(UPPER_BECH32.characters.toLowerCase(), 52)).toUpperCase(),
  }),
];
