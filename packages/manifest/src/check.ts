import type { z } from "zod";
import { knownKeys } from "./known-keys.ts";
import { nearest } from "./nearest.ts";
import type { Problem } from "./problem.ts";
import { quote } from "./quote.ts";
import { recipeFor } from "./refused-keys.ts";
import { pathText, valueAt, type KeyPath, type Source } from "./source.ts";

// A person may write the secret itself where its name belongs, so what stands here is never repeated.
const neverQuoted = new Set(["env", "auth", "Upstream", "TokenRef", "KnownHostKey", "prompt"]);

export interface Checked<T> {
  /** null when there are problems. */
  value: T | null;
  problems: Problem[];
}

/** Hints for keys that belong somewhere else. */
export type KeyHints = ReadonlyMap<string, string>;

/** Holds the data of a file against a schema; every problem is reported, with its line. */
export function check<S extends z.ZodType>(
  schema: S,
  source: Source,
  hints: KeyHints = new Map(),
): Checked<z.output<S>> {
  const problems: Problem[] = source.faults.map(({ line, message, hint }) => ({
    file: source.file,
    line,
    message,
    hint,
  }));
  if (source.faults.some((fault) => fault.path.length === 0))
    return { value: null, problems: capped(problems) };
  const result = schema.safeParse(source.data);
  for (const issue of result.error?.issues ?? [])
    problems.push(...describe(issue, { schema, source, hints }));
  problems.sort((a, b) => (a.line ?? 0) - (b.line ?? 0));
  return { value: result.success && problems.length === 0 ? result.data : null, problems: capped(problems) };
}

// A file that is no manifest at all, or was made to flood a terminal, needs no longer list to be understood.
const MOST = 100;

function capped(problems: Problem[]): Problem[] {
  const [last] = problems.slice(MOST);
  if (last === undefined) return problems;
  const message = `Left out ${problems.length - MOST} more problems, from here on`;
  return [...problems.slice(0, MOST), { ...last, message, hint: null }];
}

interface Where {
  schema: z.ZodType;
  source: Source;
  hints: KeyHints;
}

function describe(issue: z.core.$ZodIssue, { schema, source, hints }: Where): Problem[] {
  const path: KeyPath = issue.path.map((step) => (typeof step === "number" ? step : String(step)));
  const problem = (at: KeyPath, message: string, hint: string | null): Problem => ({
    file: source.file,
    line: source.lineOf(at),
    message,
    hint,
  });
  // What the text itself got wrong here has been reported already.
  if (source.faults.some((fault) => fault.path.every((step, index) => step === path[index]))) return [];
  if (issue.code === "unrecognized_keys")
    return issue.keys.map((key) => {
      const at = [...path, key];
      const recipe = recipeFor(at);
      if (recipe !== null) return problem(at, `The key ${quote(key)} is retired`, recipe);
      const place = path.length === 0 ? "" : ` in ${quote(pathText(path))}`;
      const hint = (path.length === 0 ? hints.get(key) : undefined) ?? keyHint(key, knownKeys(schema, path));
      return problem(at, `Unknown key ${quote(key)}${place}`, hint);
    });
  const name = path.length === 0 ? "The content" : quote(pathText(path));
  const value = valueAt(source.data, path);
  if (issue.code !== "invalid_key" && value === undefined)
    return [problem(path, `${name} is missing`, missingHint(path, issue))];
  return [problem(path, `${name}${shown(path, value)} cannot be used: ${expected(issue)}`, null)];
}

function keyHint(key: string, known: readonly string[]): string {
  const near = nearest(key, known);
  if (near !== null) return `Did you mean ${quote(near)}?`;
  return known.length === 0 ? "Remove it" : `Remove it, or use one of: ${known.join(", ")}`;
}

function missingHint(path: KeyPath, issue: z.core.$ZodIssue): string | null {
  if (path.at(-2) === "auth") return "Give auth both scheme and token_ref, or leave auth out";
  return issue.code === "custom" ? capital(issue.message) : null;
}

function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}

/** ` (found …)`, unless a secret could stand there. */
function shown(path: KeyPath, value: unknown): string {
  if (path.some((step) => typeof step === "string" && neverQuoted.has(step))) return "";
  if (typeof value === "string") return ` (${quote(value)})`;
  if (typeof value === "number" || typeof value === "boolean") return ` (${String(value)})`;
  if (value === null) return " (empty)";
  return "";
}

const kinds: Readonly<Record<string, string>> = {
  string: "text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  array: "a list",
  object: "a map of keys",
  record: "a map of keys",
};

function expected(issue: z.core.$ZodIssue): string {
  if (issue.message.startsWith("expected")) return issue.message;
  if (issue.code === "invalid_type") return `expected ${kinds[issue.expected] ?? issue.expected}`;
  if (issue.code === "invalid_value")
    return `expected ${issue.values.map((value) => quote(String(value))).join(" or ")}`;
  if (issue.code === "too_small")
    return issue.origin === "array" ? "expected at least one entry" : `expected at least ${issue.minimum}`;
  if (issue.code === "too_big")
    return `expected at most ${issue.maximum}${issue.origin === "string" ? " characters" : ""}`;
  if (issue.code === "invalid_key") return issue.issues[0]?.message ?? issue.message;
  return issue.message;
}
