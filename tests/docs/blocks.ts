/** How a code block is marked, in the comment above it: what a test does with it. */
const blockKinds = ["file", "run", "engine", "script", "picture"] as const;
export type BlockKind = (typeof blockKinds)[number];

export interface Block {
  kind: BlockKind;
  /** What the marker says after the colon: a path for `file`, a script of package.json for `script`. */
  argument: string;
  language: string;
  text: string;
  line: number;
}

const FENCE = /^```(\w*)$/;
const MARKER = /^<!-- (\w+)(?:: (.+?))? -->$/;

function isKind(word: string | undefined): word is BlockKind {
  return blockKinds.some((kind) => kind === word);
}

/** Every code block of a Markdown text; one without a marker is an error, so that none goes unread. */
export function blocksOf(markdown: string): Block[] {
  const lines = markdown.split("\n");
  const blocks: Block[] = [];
  for (let at = 0; at < lines.length; at += 1) {
    const language = FENCE.exec(lines[at] ?? "")?.[1];
    if (language === undefined) continue;
    const [, kind, argument = ""] = MARKER.exec(lines[at - 1] ?? "") ?? [];
    if (!isKind(kind))
      throw new Error(`line ${at + 1}: the block is not marked with what a test does with it`);
    const end = lines.indexOf("```", at + 1);
    if (end === -1) throw new Error(`line ${at + 1}: the block does not end`);
    blocks.push({ kind, argument, language, text: lines.slice(at + 1, end).join("\n"), line: at + 1 });
    at = end;
  }
  return blocks;
}

export interface Step {
  command: string;
  output: string[];
}

/** The commands of a block, each with the output that is shown for it; without prompts the block is one command. */
export function stepsOf({ language, text }: Pick<Block, "language" | "text">): Step[] {
  if (language !== "console") return [{ command: text, output: [] }];
  const steps: Step[] = [];
  for (const line of text.split("\n")) {
    if (line.startsWith("$ ")) steps.push({ command: line.slice(2), output: [] });
    else steps.at(-1)?.output.push(line);
  }
  return steps;
}

const IDENTITY = /\b([a-z][a-z0-9-]*)-[0-9a-z]{5}\b/g;
const SPECIAL = /[\\^$.*+?()[\]{}|/]/g;
const steady = (line: string): string => line.replaceAll(IDENTITY, "$1-<random>").trimEnd();

/** Whether the output is what is shown; a line `…` stands for any number of lines. */
export function isShown(shown: readonly string[], output: string): boolean {
  const lines = output.trimEnd().split("\n").map(steady);
  const pattern = shown.map((line) =>
    line === "…" ? "(?:[^\n]*\n)*?" : `${steady(line).replaceAll(SPECIAL, "\\$&")}\n`,
  );
  return new RegExp(`^${pattern.join("")}$`).test(output.trim() === "" ? "" : `${lines.join("\n")}\n`);
}
