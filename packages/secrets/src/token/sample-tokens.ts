import type { Random } from "../rules/native-rule.ts";
import type { Part, Run } from "./part.ts";
import type { TokenFormat } from "./token-rule.ts";

type Fill = (run: Run, index: number) => string;

/** Samples made from a format itself: each of its literals, at the shortest and the longest; and too short, broken, a placeholder, a wrong check. */
export function sampleTokens(format: TokenFormat, random: Random): { hits: string[]; misses: string[] } {
  const { literals, make } = format;
  const rounds = Math.max(3, literals.length);
  const hits = Array.from({ length: rounds }, (_, round) =>
    make === undefined ? write(format, round, lengthened(random, round % 2 === 1)) : make(random),
  );
  const target = longestRun(format);
  const spoilt = (fill: (run: Run) => string) =>
    write(format, 0, (run, index) =>
      index === target ? fill(run) : random.text(run.alphabet.characters, run.least),
    );
  const misses = [
    spoilt((run) => random.text(run.alphabet.characters, run.least - 1)),
    spoilt((run) => {
      const half = Math.floor(run.least / 2);
      return `${random.text(run.alphabet.characters, half)}(${random.text(run.alphabet.characters, run.least - half - 1)}`;
    }),
    write(format, 0, (run) => (run.alphabet.characters.at(-1) ?? "").repeat(run.least)),
  ];
  if (format.apart === true) misses.push(`cache-${write(format, 0, lengthened(random, false))}`);
  const unchecked = write(format, 0, lengthened(random, false));
  if (format.check?.(unchecked) === false) misses.push(unchecked);
  return { hits: hits.map(inContext), misses: misses.map(inContext) };
}

function inContext(token: string, index: number): string {
  const contexts = [`token: ${token}\n`, `const token = "${token}";\n`, `{"token":"${token}"}`];
  return contexts[index % contexts.length] ?? token;
}

function lengthened(random: Random, toTheMost: boolean): Fill {
  return ({ alphabet, least, most }) => random.text(alphabet.characters, toTheMost ? most : least);
}

function write({ literals, left, body }: TokenFormat, round: number, fill: Fill): string {
  const literal = literals[round % literals.length] ?? "";
  const written = body.map((part, index) => (typeof part === "string" ? part : fill(part, index)));
  return (left === undefined ? "" : fill(left, -1)) + literal + written.join("");
}

/** The place of the longest run: -1 for what stands before the literal. */
function longestRun({ left, body }: TokenFormat): number {
  const length = (part: Part | undefined): number => (typeof part === "object" ? part.least : 0);
  let best = -1;
  body.forEach((part, index) => {
    if (length(part) > length(best === -1 ? left : body[best])) best = index;
  });
  return best;
}
