import type { Command } from "../../apps/launcher/src/cli/command.ts";

/** One `claude-bottle …` in a document's code, as words. */
export interface CommandLine {
  line: number;
  words: string[];
}

// With a number behind it, it is the head of a screen
const CALL = /(?:^|[\s/(])claude-bottle(?= |$)(?! +\d)((?:[^`;&|>#\n'"]|'[^']*'|"[^"]*")*)/g;
const WORD = /'[^']*'|"[^"]*"|[^\s'"]+/g;

/** What a Markdown document has in code, line by line: fenced, indented, or between backticks, which may span two lines. */
function codeOf(markdown: string): { line: number; text: string }[] {
  const code: { line: number; text: string }[] = [];
  let isFenced = false;
  const prose = markdown.split("\n").map((text, index) => {
    const isFence = /^\s*```/.test(text);
    if (isFence) isFenced = !isFenced;
    const isCode = !isFence && (isFenced || /^ {4}/.test(text));
    if (isCode) code.push({ line: index + 1, text: text.replace(/\s#\s.*$/, "") });
    return isFence || isCode ? "" : text;
  });
  const joined = prose.join("\n");
  for (const { 1: text = "", index } of joined.matchAll(/`([^`]+)`/g))
    code.push({ line: joined.slice(0, index).split("\n").length, text: text.replaceAll("\n", " ") });
  return code;
}

export function commandLinesOf(markdown: string): CommandLine[] {
  return codeOf(markdown).flatMap(({ line, text }) =>
    [...text.matchAll(CALL)].map(([, rest = ""]) => ({ line, words: rest.match(WORD) ?? [] })),
  );
}

const isPlaceholder = (word: string): boolean => /^[<[…]/.test(word) || word.includes("…");

/** What is wrong with a command line by the table of commands; null: nothing. */
export function wrongIn(words: readonly string[], commands: readonly Command[]): string | null {
  const end = words.findIndex((word) => word === "--" || word === "[--");
  const [name, ...rest] = end === -1 ? words : words.slice(0, end);
  if (name === undefined || isPlaceholder(name) || ["--help", "-h", "--version"].includes(name)) return null;
  const command = commands.find((each) => each.name === name || each.name.endsWith(` ${name}`));
  if (command === undefined) return `there is no command ${name}`;
  if (command.commands !== undefined) return rest.length === 0 ? null : wrongIn(rest, command.commands);
  let places = 0;
  for (let at = 0; at < rest.length; at += 1) {
    const word = rest[at] ?? "";
    if (!word.startsWith("-") || word === "-") {
      places += isPlaceholder(word) && word.startsWith("[") ? 0 : 1;
      continue;
    }
    const [given = "", value] = word.split("=", 2);
    if (given === "--help" || given === "-h") continue;
    const flag = Object.entries(command.flags).find(
      ([long, { short }]) => given === `--${long}` || (short !== undefined && given === `-${short}`),
    )?.[1];
    if (flag === undefined) return `${command.name} has no flag ${given}`;
    const taken = value ?? (flag.type === "string" ? rest[(at += 1)] : undefined);
    if (
      taken !== undefined &&
      flag.choices !== undefined &&
      !/[<|…]/.test(taken) &&
      !flag.choices.includes(taken)
    )
      return `${given} takes no ${taken}`;
  }
  const isTooMany = places > command.arguments.length && command.arguments.at(-1)?.many !== true;
  return isTooMany ? `${command.name} takes no ${places} arguments` : null;
}
