import type { Command, Flags, Offered } from "../cli/command.ts";

/** One way to go on with a command line. */
export interface Candidate {
  text: string;
  /** What it is; may be empty. */
  summary: string;
}

/** Names that only this machine knows. */
export type NameLists = Readonly<Record<Exclude<Offered, readonly string[]>, () => Promise<Candidate[]>>>;

/**
 * What may stand in the place of the last of these words, which stand behind the command's own name; it may be empty.
 * Nothing: whatever a shell does by itself, which is file names.
 */
export async function candidates(
  words: readonly string[],
  commands: readonly Command[],
  lists: NameLists,
): Promise<Candidate[]> {
  const [name = "", ...rest] = words;
  const current = words.at(-1) ?? "";
  const all = await possible({ name, rest, commands, lists });
  return all.filter(({ text }) => text.startsWith(current));
}

interface Line {
  name: string;
  rest: string[];
  commands: readonly Command[];
  lists: NameLists;
}

async function possible({ name, rest, commands, lists }: Line): Promise<Candidate[]> {
  if (rest.length === 0) return commands.map(({ name: text, summary }) => ({ text, summary }));
  const command = commands.find((each) => each.name === name);
  const before = rest.slice(0, -1);
  const current = rest.at(-1) ?? "";
  if (command === undefined || before.includes("--")) return [];
  const valued = valuedFlag(command.flags, before.at(-1));
  if (valued !== null) return await named(valued, lists);
  if (current.startsWith("-")) return flagsOf(command.flags, before);
  const position = positionals(command.flags, before);
  const argument = command.arguments[position] ?? command.arguments.at(-1);
  if (argument === undefined || (position >= command.arguments.length && argument.many !== true)) return [];
  return await named(argument.values ?? [], lists);
}

/** What the flag takes whose value comes next; null: the word before is no such flag. */
function valuedFlag(flags: Flags, word: string | undefined): Offered | null {
  const found = Object.entries(flags).find(
    ([name, { short }]) => word === `--${name}` || (short !== undefined && word === `-${short}`),
  );
  if (found === undefined || found[1].type !== "string") return null;
  return found[1].choices ?? found[1].values ?? [];
}

function flagsOf(flags: Flags, before: readonly string[]): Candidate[] {
  return [
    ...Object.entries(flags).map(([name, { summary }]) => ({ text: `--${name}`, summary })),
    { text: "--help", summary: "Show what the command takes" },
  ].filter(({ text }) => !before.includes(text));
}

/** How many words before the current one are neither flags nor their values. */
function positionals(flags: Flags, before: readonly string[]): number {
  return before.filter(
    (word, index) => !word.startsWith("-") && valuedFlag(flags, before[index - 1]) === null,
  ).length;
}

async function named(values: Offered, lists: NameLists): Promise<Candidate[]> {
  if (typeof values === "string") return await lists[values]();
  return values.map((text) => ({ text, summary: "" }));
}
