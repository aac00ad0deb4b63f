import { agentKeyHints, agentSchema, type AgentData } from "./agent.ts";
import { bottleSchema } from "./bottle.ts";
import { check } from "./check.ts";
import { conflicts } from "./conflicts.ts";
import { readFrontMatter } from "./front-matter.ts";
import { lineage, nameHint, type BottleFile, type BottleFiles } from "./lineage.ts";
import { nameSchema } from "./name.ts";
import type { Problem } from "./problem.ts";
import { quote } from "./quote.ts";
import type { Source } from "./source.ts";

/** One file of a manifest directory, as text. */
export interface SourceFile {
  path: string;
  text: string;
  kind: "bottle" | "agent";
  /** Whether it stands in the operator's home or in the working directory, which may be somebody else's repository. */
  origin: "home" | "cwd";
}

/** One agent's file: its own data, or what is wrong with it. */
export interface AgentFile {
  name: string;
  source: Source;
  origin: "home" | "cwd" | "manifest";
  /** Path of the agent in the home that this one of the working directory stands in for. */
  replaces: string | null;
  /** null when `problems` has entries. */
  data: AgentData | null;
  prompt: string;
  problems: Problem[];
}

/** Everything that was read. A broken file stands here with its problems and stops only what uses it. */
export interface Library {
  bottles: BottleFiles;
  agents: ReadonlyMap<string, AgentFile>;
  /** Of every file, also those of names that do not resolve. */
  problems: Problem[];
  warnings: string[];
}

/** Reads the per-file form. Never throws: what is wrong is in `problems`. */
export function readLibrary(files: readonly SourceFile[]): Library {
  const bottles = new Map<string, BottleFile>();
  const agents = new Map<string, AgentFile>();
  const warnings: string[] = [];
  const foreign = files.filter((file) => file.kind === "bottle" && file.origin === "cwd");
  if (foreign.length > 0)
    warnings.push(
      `Ignored ${foreign.length === 1 ? "a bottle" : `${foreign.length} bottles`} in the working directory (${quote(foreign[0]?.path ?? "")}): bottles come only from your own bottles directory`,
    );
  // Those of the home first, so that one of the working directory finds what it replaces.
  const own = files.filter((file) => !foreign.includes(file));
  for (const file of own.toSorted((a, b) => b.origin.localeCompare(a.origin) || compare(a.path, b.path))) {
    const name = stem(file.path);
    if (name === null) {
      warnings.push(
        `Skipped ${quote(file.path)}: a file here is named <name>.md, with a lower-case letter, then letters, digits and dashes`,
      );
    } else if (file.kind === "bottle") {
      bottles.set(name, readBottle(name, file));
    } else {
      agents.set(name, readAgent(name, file, agents.get(name)));
    }
  }
  return assemble({ bottles, agents, warnings });
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

function stem(path: string): string | null {
  const name = /(?:^|[/\\])([^/\\]*)\.md$/.exec(path)?.[1];
  return name !== undefined && nameSchema.safeParse(name).success ? name : null;
}

function readBottle(name: string, file: SourceFile): BottleFile {
  const { body: notes, ...source } = readFrontMatter(file.path, file.text);
  return bottleFile(name, source, notes);
}

/** A bottle from data of any form. */
export function bottleFile(name: string, source: Source, notes: string): BottleFile {
  const { value, problems } = check(bottleSchema, source);
  problems.push(...conflicts([source]));
  problems.sort((a, b) => (a.line ?? 0) - (b.line ?? 0));
  return { name, source, data: problems.length === 0 ? value : null, notes, problems };
}

function readAgent(name: string, file: SourceFile, home: AgentFile | undefined): AgentFile {
  const { body: prompt, ...source } = readFrontMatter(file.path, file.text);
  const { value: data, problems } = check(agentSchema, source, agentKeyHints);
  const replaces = home === undefined ? null : home.source.file;
  return { name, source, origin: file.origin, replaces, data, prompt, problems };
}

interface Parts extends Omit<Library, "bottles" | "problems"> {
  bottles: BottleFiles;
  /** Of the text as a whole, where one file holds everything. */
  problems?: readonly Problem[];
}

/** Sorts by name, and adds what only shows when all files are there: `extends` and each agent's bottle. */
export function assemble({ bottles, agents, warnings, problems: given = [] }: Parts): Library {
  const library = { bottles: sorted(bottles), agents: sorted(agents), warnings };
  const problems = [...given];
  for (const bottle of library.bottles.values())
    problems.push(...bottle.problems, ...lineage(library.bottles, bottle).problems);
  for (const agent of library.agents.values())
    problems.push(...agent.problems, ...unknownBottle(library.bottles, agent));
  const seen = new Set<string>();
  const once = problems.filter((problem) => {
    const key = JSON.stringify(problem);
    return !seen.has(key) && seen.add(key);
  });
  return { ...library, problems: once };
}

function sorted<T>(entries: ReadonlyMap<string, T>): Map<string, T> {
  return new Map([...entries].toSorted(([a], [b]) => compare(a, b)));
}

/** The problem of an agent whose bottle does not exist, or nothing. */
export function unknownBottle(bottles: BottleFiles, agent: AgentFile): Problem[] {
  if (agent.data === null || bottles.has(agent.data.bottle)) return [];
  return [
    {
      file: agent.source.file,
      line: agent.source.lineOf(["bottle"]),
      message: `The agent ${quote(agent.name)} names the unknown bottle ${quote(agent.data.bottle)}`,
      hint: nameHint(agent.data.bottle, [...bottles.keys()]),
    },
  ];
}
