import { type CodePoints, complement, foldCase, MAX_CODE_POINT, union } from "./code-points.ts";
import { parseClass } from "./parse-class.ts";
import { parseEscapedCharacter, parseEscapedClass } from "./parse-escape.ts";
import { PatternReader } from "./pattern-reader.ts";
import { programSize } from "./program-size.ts";
import { RegexError } from "./regex-error.ts";
import type { Assertion, Regex, RegexNode } from "./regex-node.ts";

interface Flags {
  ignoreCase: boolean;
  multiLine: boolean;
  dotAll: boolean;
  swapGreed: boolean;
}

const FLAG_NAMES: ReadonlyMap<string, keyof Flags> = new Map([
  ["i", "ignoreCase"],
  ["m", "multiLine"],
  ["s", "dotAll"],
  ["U", "swapGreed"],
]);

const ESCAPED_ASSERTIONS: ReadonlyMap<string, Assertion> = new Map([
  ["A", "textStart"],
  ["z", "textEnd"],
  ["b", "wordEdge"],
  ["B", "noWordEdge"],
]);

const MOST_CHARACTERS = 32_768;
const DEEPEST = 500;
const MOST_REPEATS = 1000;
/** More than any sensible expression has; a state of the lazy automaton can be as large. */
const MOST_INSTRUCTIONS = 20_000;

/** Reads RE2 syntax as Go's regexp package does. Throws a `RegexError`, also for what RE2 leaves out (look-around, back references). */
export function parseRegex(pattern: string): Regex {
  if (pattern.length > MOST_CHARACTERS) {
    throw new RegexError(
      `An expression of ${pattern.length} characters is longer than the ${MOST_CHARACTERS} allowed`,
    );
  }
  const parser = new Parser(pattern);
  const tree = parser.parseAll();
  if (programSize(tree) > MOST_INSTRUCTIONS) {
    throw new RegexError(`The expression compiles to more than ${MOST_INSTRUCTIONS} instructions`);
  }
  return { tree, groups: parser.groups };
}

class Parser {
  readonly #reader: PatternReader;
  readonly #names = new Set<string>();
  #flags: Flags = { ignoreCase: false, multiLine: false, dotAll: false, swapGreed: false };
  #depth = 0;
  groups = 0;

  constructor(pattern: string) {
    this.#reader = new PatternReader(pattern);
  }

  parseAll(): RegexNode {
    const tree = this.#parseChoice();
    if (!this.#reader.isAtEnd) throw new RegexError("Unexpected )");
    return tree;
  }

  #parseChoice(): RegexNode {
    const options = [this.#parseSequence()];
    while (this.#reader.skip("|")) options.push(this.#parseSequence());
    const [only] = options;
    return options.length === 1 && only !== undefined ? only : { kind: "choice", options };
  }

  #parseSequence(): RegexNode {
    const reader = this.#reader;
    const parts: RegexNode[] = [];
    let isRepeated = false;
    while (!reader.isAtEnd && reader.peek() !== ")" && reader.peek() !== "|") {
      const count = this.#parseCount();
      if (count === undefined) {
        isRepeated = false;
        parts.push(...this.#parseAtoms());
        continue;
      }
      const greedy = reader.skip("?") === this.#flags.swapGreed;
      const body = parts.pop();
      if (body === undefined) throw new RegexError("Missing argument to repetition operator");
      if (isRepeated) throw new RegexError("Invalid nested repetition operator");
      isRepeated = true;
      parts.push({ kind: "repeat", body, min: count[0], max: count[1], greedy });
    }
    return sequence(parts);
  }

  #parseCount(): [number, number] | undefined {
    const reader = this.#reader;
    if (reader.skip("*")) return [0, Infinity];
    if (reader.skip("+")) return [1, Infinity];
    if (reader.skip("?")) return [0, 1];
    if (reader.peek() !== "{") return undefined;
    const braces = reader.match(/^\{(\d+)(,(\d*))?\}/);
    if (braces === null) return undefined;
    const min = Number(braces[1]);
    const max = braces[2] === undefined ? min : braces[3] === "" ? Infinity : Number(braces[3]);
    if (min > MOST_REPEATS || max < min || (max > MOST_REPEATS && max !== Infinity)) {
      throw new RegexError(`Invalid repeat count ${braces[0]}: ${MOST_REPEATS} is the most`);
    }
    return [min, max];
  }

  /** One atom as a rule; none for `(?i)`, several for `\Q…\E`. */
  #parseAtoms(): RegexNode[] {
    const reader = this.#reader;
    const character = reader.take();
    switch (character) {
      case "(":
        return this.#parseGroup();
      case "[":
        return [{ kind: "class", points: parseClass(reader, this.#flags.ignoreCase) }];
      case ".":
        return [{ kind: "class", points: this.#flags.dotAll ? [0, MAX_CODE_POINT] : complement([10, 10]) }];
      case "^":
        return [{ kind: "assert", what: this.#flags.multiLine ? "lineStart" : "textStart" }];
      case "$":
        return [{ kind: "assert", what: this.#flags.multiLine ? "lineEnd" : "textEnd" }];
      case "\\":
        return this.#parseEscape();
      default:
        return [this.#literal(character)];
    }
  }

  #parseEscape(): RegexNode[] {
    const reader = this.#reader;
    const what = ESCAPED_ASSERTIONS.get(reader.peek());
    if (what !== undefined) {
      reader.take();
      return [{ kind: "assert", what }];
    }
    if (reader.skip("E")) return [];
    if (reader.skip("Q")) {
      const quoted: RegexNode[] = [];
      while (!reader.isAtEnd && !reader.skip("\\E")) quoted.push(this.#literal(reader.take()));
      return quoted;
    }
    const points = parseEscapedClass(reader, this.#flags.ignoreCase);
    if (points !== undefined) return [{ kind: "class", points }];
    return [this.#literal(String.fromCodePoint(parseEscapedCharacter(reader)))];
  }

  #parseGroup(): RegexNode[] {
    const reader = this.#reader;
    const outer = this.#flags;
    const isSpecial = reader.peek() === "?";
    const named = isSpecial ? reader.match(/^\?P?<([A-Za-z0-9_]+)>/, 200) : null;
    const flags = isSpecial && named === null ? reader.match(/^\?([imsU]*)(?:(-)([imsU]+))?([:)])/) : null;
    if (isSpecial && named === null && flags === null) {
      throw new RegexError(`Invalid or unsupported Perl syntax (${reader.ahead(3)}`);
    }
    if (flags !== null) {
      this.#flags = { ...outer };
      for (const letter of flags[1] ?? "") this.#setFlag(letter, true);
      for (const letter of flags[3] ?? "") this.#setFlag(letter, false);
      if (flags[4] === ")") return [];
    }
    const index = flags === null ? ++this.groups : 0;
    const name = named?.[1];
    if (name !== undefined && this.#names.has(name)) throw new RegexError(`Duplicate group name ${name}`);
    if (name !== undefined) this.#names.add(name);
    if (++this.#depth > DEEPEST) throw new RegexError(`Groups are nested deeper than ${DEEPEST}`);
    const body = this.#parseChoice();
    this.#depth -= 1;
    if (!reader.skip(")")) throw new RegexError("Missing closing )");
    this.#flags = outer;
    return [index === 0 ? body : { kind: "group", index, body }];
  }

  #setFlag(letter: string, value: boolean): void {
    const name = FLAG_NAMES.get(letter);
    if (name !== undefined) this.#flags[name] = value;
  }

  #literal(character: string): RegexNode {
    const point = character.codePointAt(0) ?? 0;
    return this.#flags.ignoreCase ? literal(point, FOLDED, foldCase) : literal(point, PLAIN, union);
  }
}

/** The nodes of single characters are shared: what is worked out of one (its bytes, its literals) is for all. */
const PLAIN = new Map<number, RegexNode>();
const FOLDED = new Map<number, RegexNode>();

function literal(
  point: number,
  known: Map<number, RegexNode>,
  toClass: (points: CodePoints) => CodePoints,
): RegexNode {
  let node = known.get(point);
  if (node === undefined) {
    node = { kind: "class", points: toClass([point, point]) };
    if (point < 128) known.set(point, node);
  }
  return node;
}

function sequence(parts: readonly RegexNode[]): RegexNode {
  const [first] = parts;
  if (first === undefined) return { kind: "empty" };
  return parts.length === 1 ? first : { kind: "sequence", parts };
}
