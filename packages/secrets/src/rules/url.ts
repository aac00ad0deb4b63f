import { isPlaceholder } from "../checks/placeholder.ts";
import { alphabet, BASE62, LETTER, LOWER_BASE36 } from "../token/alphabet.ts";
import { matchParts, matchRunBefore } from "../token/match-parts.ts";
import { run } from "../token/part.ts";
import { textOf } from "../token/text.ts";
import type { Hit, NativeRule, Random, Verdict } from "./native-rule.ts";

const SEPARATOR = "://";
const SCHEME = run(alphabet(`${LOWER_BASE36.characters}+`), 2, 20);
/** RFC 3986 section 3.2.1, without the colon. */
const USER = run(alphabet(`${BASE62.characters}-._~%!&*+,;=`), 0, 64);
const PASSWORD = run(alphabet(`${BASE62.characters}-._~%!$&*+,;=:^`), 8, 128);
const HOST = run(alphabet(`${BASE62.characters}-._[:`), 1, 64);

const webSchemes = new Set(["http", "https", "ws", "wss", "ftp", "git", "ssh"]);
const localHosts = ["localhost", "127.", "0.0.0.0", "[:", "example.", "test.", "host", "db", "server"];

export const url: readonly NativeRule[] = [
  {
    id: "url-password",
    description: "password in a URL",
    source: "https://www.rfc-editor.org/rfc/rfc3986#section-3.2.1",
    literals: [SEPARATOR],
    audience: [],
    confidence: "low",
    reach: { before: SCHEME.most, after: SEPARATOR.length + USER.most + 1 + PASSWORD.most + 1 + HOST.most },
    verify,
    samples,
  },
];

/** `scheme://user:password@host`: the secret is the password. Not on the web's own schemes with a host of examples. */
function verify(hit: Hit): Verdict {
  const { bytes, at } = hit;
  const scheme = matchRunBefore(bytes, at, SCHEME);
  if (scheme === "no") return "no";
  const start = matchParts(hit, at + SEPARATOR.length, [USER, ":"]);
  if (typeof start === "string") return start;
  const end = matchParts(hit, start, [PASSWORD]);
  if (typeof end === "string") return end;
  const host = matchParts(hit, end, ["@", HOST]);
  if (typeof host === "string") return host;
  const password = textOf(bytes, { start, end });
  const isExample =
    webSchemes.has(textOf(bytes, { start: scheme, end: at })) &&
    isExampleHost(textOf(bytes, { start: end + 1, end: host }));
  return isPlaceholder(password) || isExample ? "no" : { start, end };
}

function isExampleHost(host: string): boolean {
  const lower = host.toLowerCase();
  return lower.includes("example") || localHosts.some((name) => lower.startsWith(name));
}

function samples(random: Random): { hits: string[]; misses: string[] } {
  const password = () => random.text(BASE62.characters, 14);
  const user = random.text(LETTER.characters, 6);
  const hosts = [
    "postgres://%@db.internal:5432/app",
    "mongodb+srv://%@cluster0.mongodb.net/",
    "https://%@registry.corp.net/simple",
    "redis://:%@cache:6379",
  ];
  const [first = ""] = hosts;
  return {
    hits: hosts.map(
      (host) =>
        `DATABASE_URL=${host.replace("%", host.startsWith("redis") ? password() : `${user}:${password()}`)}\n`,
    ),
    misses: [
      first.replace("%", `${user}:\${DB_PASSWORD}`),
      first.replace("%", `${user}:${"x".repeat(12)}`),
      `https://${user}:${password()}@example.com/`,
      "https://host.internal:8080/path@v1",
      first.replace("%", `${user}:my-password`),
    ],
  };
}
