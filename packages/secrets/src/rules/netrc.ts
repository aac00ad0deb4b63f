import { isPlaceholder } from "../checks/placeholder.ts";
import { alphabet, BASE62, SPACE } from "../token/alphabet.ts";
import { run } from "../token/part.ts";
import { tokenRule } from "../token/token-rule.ts";
import type { NativeRule } from "./native-rule.ts";

const HOST = alphabet(`${BASE62.characters}.-:`);
const NAME = alphabet(`${BASE62.characters}.-_@+`);
const PASSWORD = alphabet(`${BASE62.characters}.-_~!@#$%^&*+=/?:;,`);
const gap = run(SPACE, 1, 16);

export const netrc: readonly NativeRule[] = [
  tokenRule({
    id: "netrc-password",
    description: "password in .netrc",
    source: "https://www.gnu.org/software/inetutils/manual/html_node/The-_002enetrc-file.html",
    audience: [],
    confidence: "medium",
    literals: ["machine "],
    body: [
      run(HOST, 3, 255),
      gap,
      "login",
      gap,
      run(NAME, 1, 128),
      gap,
      "password",
      gap,
      run(PASSWORD, 8, 512),
    ],
    check: (entry) => !isPlaceholder(entry.slice(entry.lastIndexOf("password") + "password".length).trim()),
    make: (random) =>
      `machine ${random.text("abcdefghij", 8)}.com\n  login ${random.text("klmnopqrst", 6)}\n  password ${random.text(BASE62.characters, 20)}`,
  }),
];
