import { hasCrcSuffix, withCrcSuffix } from "../checks/crc-suffix.ts";
import { BASE62 } from "../token/alphabet.ts";
import { run } from "../token/part.ts";
import { tokenRule } from "../token/token-rule.ts";
import type { NativeRule } from "./native-rule.ts";

export const npm: readonly NativeRule[] = [
  tokenRule({
    id: "npm-token",
    description: "npm access token",
    source: "https://github.blog/changelog/2021-09-23-npm-has-a-new-access-token-format/",
    audience: ["registry.npmjs.org", "*.npmjs.com"],
    confidence: "high",
    literals: ["npm_"],
    body: [run(BASE62, 36)],
    check: hasCrcSuffix,
    standsAnywhere: true,
    make: (random) => `npm_${withCrcSuffix(random.text(BASE62.characters, 30))}`,
  }),
];
