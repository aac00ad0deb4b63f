import type { Hit, NativeRule, Random, Verdict } from "../rules/native-rule.ts";
import { alphabet, WORD } from "./alphabet.ts";
import { endsToken } from "./border.ts";
import { entropy } from "./entropy.ts";
import { matchParts, type Input } from "./match-parts.ts";
import { run, type Run } from "./part.ts";
import { textOf } from "./text.ts";

/** A value without a mark of its own that is known by the name it is assigned to. */
export interface AssignedFormat extends Pick<
  NativeRule,
  "id" | "description" | "source" | "audience" | "confidence"
> {
  /** Names as files write them, e.g. `aws_secret_access_key`, `"auth"`, `:_authToken`. */
  names: readonly string[];
  value: Run;
  check?: (value: string) => boolean;
  /** A valid value; needed where `check` refuses a random one. */
  make?: (random: Random) => string;
}

/** What stands between name and value; one of the operators must be among it. */
const BETWEEN = run(alphabet(" \t\r\n\"'`=:>,(["), 1, 32);
const OPERATORS = new Set(Buffer.from("=:>,"));

/** A rule for `name = value` as code, JSON, YAML, TOML, XML and shells write it. The secret is the value. */
export function assignedRule(format: AssignedFormat): NativeRule {
  const { id, description, source, audience, confidence, names, value } = format;
  const least = 0.55 * Math.log2(Math.min(value.least, value.alphabet.characters.length));
  const continuing = alphabet(WORD.characters + value.alphabet.characters);
  const verify = (hit: Hit): Verdict => {
    const start = valueStart(hit, hit.at + hit.literal.length);
    if (typeof start === "string") return start;
    const end = matchParts(hit, start, [value]);
    if (typeof end === "string") return end;
    const ended = endsToken(hit, end, continuing);
    if (ended !== true) return ended === "more" ? "more" : "no";
    const span = { start, end };
    if (entropy(hit.bytes, span) < least) return "no";
    return format.check === undefined || format.check(textOf(hit.bytes, span)) ? span : "no";
  };
  return {
    id,
    description,
    source,
    literals: names,
    audience,
    confidence,
    reach: {
      before: 0,
      after: Math.max(...names.map(({ length }) => length)) + BETWEEN.most + value.most + 1,
    },
    verify,
    samples: (random) => samples(format, random),
  };
}

function valueStart(input: Input, from: number): number | "no" | "more" {
  const start = matchParts(input, from, [BETWEEN]);
  if (typeof start === "string") return start;
  for (let at = from; at < start; at += 1) {
    const byte = input.bytes[at];
    if (byte !== undefined && OPERATORS.has(byte)) return start;
  }
  return "no";
}

function samples(
  { names, value, make }: AssignedFormat,
  random: Random,
): { hits: string[]; misses: string[] } {
  const { characters } = value.alphabet;
  const fresh = () => make?.(random) ?? random.text(characters.replaceAll(/\W/g, ""), value.least);
  const name = names[0] ?? "";
  const forms = (text: string) => [`${name} = "${text}"\n`, `${name}: ${text}\n`, `${name}=${text}`];
  const plain = characters.replaceAll(/\W/g, "");
  return {
    hits: [...names.map((each) => `${each}: "${fresh()}"\n`), ...forms(fresh())],
    misses: [
      `${name} ${fresh()}\n`,
      ...forms(random.text(plain, value.least - 1)),
      `${name}: ${plain.charAt(0).repeat(value.least)}\n`,
    ],
  };
}
