import type { BottleData } from "./bottle.ts";
import { conflicts } from "./conflicts.ts";
import { nearest } from "./nearest.ts";
import type { Problem } from "./problem.ts";
import { quote } from "./quote.ts";
import type { Source } from "./source.ts";

/** One bottle's file: its own data, or what is wrong with it. */
export interface BottleFile {
  name: string;
  source: Source;
  /** null when `problems` has entries of its own. */
  data: BottleData | null;
  /** Notes for people: the body. */
  notes: string;
  problems: Problem[];
}

export type BottleFiles = ReadonlyMap<string, BottleFile>;

export interface Lineage {
  /** Every bottle that takes part, each once, bases first, the bottle itself last. */
  parts: BottleFile[];
  /** What stands against building it: unknown names, a cycle, clashes between the parts. */
  problems: Problem[];
}

/** Follows `extends`. A broken base is a part without data; its own problems are not repeated here. */
export function lineage(bottles: BottleFiles, bottle: BottleFile): Lineage {
  const parts: BottleFile[] = [];
  const problems: Problem[] = [];
  const visit = (part: BottleFile, chain: readonly string[]): void => {
    if (parts.includes(part)) return;
    for (const [index, name] of bases(part.data).entries()) {
      const refuse = (message: string, hint: string): void => {
        const line = part.source.lineOf(["extends", index]);
        problems.push({ file: part.source.file, line, message, hint });
      };
      const base = bottles.get(name);
      if (base === undefined) {
        refuse(`"extends" names the unknown bottle ${quote(name)}`, nameHint(name, [...bottles.keys()]));
      } else if (chain.includes(name)) {
        const cycle = [...chain.slice(chain.indexOf(name)), name].join(" → ");
        refuse(`"extends" goes in a circle: ${cycle}`, "Remove one of these names from its extends");
      } else {
        visit(base, [...chain, name]);
      }
    }
    parts.push(part);
  };
  visit(bottle, [bottle.name]);
  // A file's own clashes are among its own problems already.
  if (problems.length === 0 && parts.length > 1 && parts.every((part) => part.data !== null))
    problems.push(...conflicts(parts.map((part) => part.source)));
  return { parts, problems };
}

function bases(data: BottleData | null): string[] {
  const written = data?.extends ?? [];
  return typeof written === "string" ? [written] : written;
}

/** What to do about a name that nothing bears. */
export function nameHint(name: string, known: readonly string[]): string {
  const near = nearest(name, known);
  if (near !== null) return `Did you mean ${quote(near)}?`;
  return known.length === 0 ? "Create it with: claude-bottle init" : `Use one of: ${known.join(", ")}`;
}
