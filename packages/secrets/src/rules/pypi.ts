import { isMacaroon } from "../checks/macaroon.ts";
import { BASE62, BASE64URL } from "../token/alphabet.ts";
import { run } from "../token/part.ts";
import { tokenRule } from "../token/token-rule.ts";
import type { NativeRule } from "./native-rule.ts";

/** How a macaroon of that location begins: version 2, then a location field. Characters that the next byte changes are left out. */
function beginning(location: string): Buffer {
  return Buffer.concat([Buffer.from([2, 1, location.length]), Buffer.from(location)]);
}

const locations = ["pypi.org", "test.pypi.org"];

export const pypi: readonly NativeRule[] = [
  tokenRule({
    id: "pypi-token",
    description: "PyPI API token",
    source: "https://pypi.org/help/#apitoken",
    audience: ["pypi.org", "*.pypi.org"],
    confidence: "high",
    literals: locations.map((location) => {
      const start = beginning(location);
      return `pypi-${start.toString("base64url").slice(0, Math.floor((start.length * 4) / 3))}`;
    }),
    body: [run(BASE64URL, 70, 1000)],
    check: (token) => isMacaroon(Buffer.from(token.slice(token.indexOf("-") + 1), "base64url")),
    make: (random) => {
      const caveat = random.text(BASE62.characters, 36);
      const signature = Buffer.from(random.text(BASE62.characters, 32));
      const whole = [
        beginning("pypi.org"),
        Buffer.from([2, caveat.length]),
        Buffer.from(caveat),
        Buffer.from([0, 0, 6, 32]),
        signature,
      ];
      return `pypi-${Buffer.concat(whole).toString("base64url")}`;
    },
  }),
];
