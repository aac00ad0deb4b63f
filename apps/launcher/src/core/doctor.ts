import type { Check } from "../backend/backend.ts";
import { columns } from "./columns.ts";
import { parseTokenRef } from "./resolve-tokens.ts";

/** What the checks of the manifest look at; a test can write it down. */
export interface ManifestFacts {
  home: string;
  agents: number;
  problems: number;
  /** Each reference of a loaded bottle, once. */
  tokenRefs: readonly string[];
  hasVariable(name: string): boolean;
  hasFile(path: string): boolean;
}

/** A failure of one check is a line with its way out, never the end of the others. */
export function manifestChecks(facts: ManifestFacts): Check[] {
  return [manifestCheck(facts), ...facts.tokenRefs.map((reference) => tokenCheck(reference, facts))];
}

function manifestCheck({ home, agents, problems }: ManifestFacts): Check {
  if (problems > 0) {
    const says = `${problems} ${problems === 1 ? "problem" : "problems"}`;
    return {
      name: "manifest",
      ok: false,
      says,
      mend: "Run claude-bottle validate and correct the lines it names",
    };
  }
  if (agents > 0) {
    return { name: "manifest", ok: true, says: `${agents} ${agents === 1 ? "agent" : "agents"}`, mend: null };
  }
  return {
    name: "manifest",
    ok: false,
    says: "no agent is declared",
    mend: `Write ${home}/bottles/<name>.md and ${home}/agents/<name>.md`,
  };
}

function tokenCheck(reference: string, facts: ManifestFacts): Check {
  const name = `token ${reference}`;
  const ref = parseTokenRef(reference);
  if (ref.kind === "command") return { name, ok: true, says: "runs at launch", mend: null };
  if (ref.kind === "file") {
    return facts.hasFile(ref.path)
      ? { name, ok: true, says: "the file is there", mend: null }
      : { name, ok: false, says: "there is no such file", mend: `Write the token into ${ref.path}` };
  }
  return facts.hasVariable(ref.name)
    ? { name, ok: true, says: "set", mend: null }
    : { name, ok: false, says: "not set", mend: `Export ${ref.name} before starting an agent that uses it` };
}

/** A line per check; what more it says and the way out stand under it. */
export function checksText(checks: readonly Check[]): string {
  const heads = columns(checks.map((check) => [check.ok ? "ok" : "!!", check.name, firstOf(check.says)]));
  return checks
    .flatMap((check, index) => [
      heads[index] ?? "",
      ...check.says.split("\n").slice(1).map(below),
      ...(check.ok || check.mend === null ? [] : check.mend.split("\n").map(below)),
    ])
    .map((line) => `${line}\n`)
    .join("");
}

function firstOf(text: string): string {
  return text.split("\n")[0] ?? "";
}

function below(line: string): string {
  return `    ${line}`;
}
