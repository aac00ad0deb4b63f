import { dirname, join, resolve } from "node:path";
import { decidePush, type GateRemote } from "@claude-bottle/policy";
import type { Command } from "../core/command-list.ts";
import { commonSettings, gitEnvironment } from "../core/git-environment.ts";
import type { Limits } from "../core/limits.ts";
import type { Finding } from "../core/push-scanner.ts";
import {
  lfsPointersFound,
  notLookedInto,
  notScanned,
  rulesBroken,
  scannedSoFar,
  secretsFound,
} from "../core/refusal-text.ts";
import { textItems } from "../core/scan-items.ts";
import { shownReport } from "../core/shown-name.ts";
import { withoutWaived } from "../core/waivers.ts";
import { baseline } from "./baseline.ts";
import type { RepositoryView } from "./git-stream.ts";
import type { Say } from "./hook-session.ts";
import { commitsOf, newObjects, TooManyObjects } from "./new-objects.ts";
import { pushFacts } from "./push-facts.ts";
import { searchListed, type ListedReport, type ListedSearch, type SearchOptions } from "./search-listed.ts";

export interface JudgeOptions extends SearchOptions {
  remote: GateRemote;
  /** Of the mirror. */
  directory: string;
  waived: ReadonlySet<string>;
}

const NOTHING_FOUND = { findings: [], lfsPointers: [], unread: [], refused: null };

/** What the gate thinks of a push. */
export interface Judgement {
  verdict: "clean" | "rules" | "secret" | "lfs" | "not-scanned";
  objects: number;
  bytes: number;
  findings: readonly Finding[];
  /** For the client's terminal; empty when the push may go on. */
  lines: readonly string[];
}

/** The mirror with what a push brings on top; null: git did not put the push where it says. */
function quarantineView(
  { commands, quarantine }: Brought,
  { directory, limits }: JudgeOptions,
): RepositoryView | null {
  const env = { ...gitEnvironment(commonSettings, limits), GIT_DIR: directory };
  if (tipsOf(commands).length === 0) return quarantine === "" ? { directory, env } : null;
  const objects = join(directory, "objects");
  const path = resolve(quarantine);
  if (dirname(path) !== objects) return null;
  return {
    directory,
    env: {
      ...env,
      GIT_OBJECT_DIRECTORY: path,
      GIT_ALTERNATE_OBJECT_DIRECTORIES: objects,
      GIT_QUARANTINE_PATH: path,
    },
  };
}

/** A push that lies in a quarantine. */
export interface Brought {
  commands: readonly Command[];
  /** git's word for where its objects are; empty: it brings none. */
  quarantine: string;
  say: Say;
  /** Whether the client is still there; when it is not, the search ends. */
  isWanted: () => boolean;
}

const tipsOf = (commands: readonly Command[]): string[] => commands.flatMap((command) => command.new ?? []);

/** Decides on a push: first by the rules of the remote, then by what is in it, of which `foreseen` may know already. */
export async function judge(
  brought: Brought,
  foreseen: Promise<ListedReport | null>,
  options: JudgeOptions,
): Promise<Judgement> {
  const { commands, say } = brought;
  const { remote, limits } = options;
  const tips = tipsOf(commands);
  const nothing = { objects: 0, bytes: 0, findings: [] };
  const view = quarantineView(brought, options);
  if (view === null)
    return { ...nothing, verdict: "not-scanned", lines: notScanned("git gave no quarantine") };
  const facts = { view, protect: remote.push?.protect ?? [], timeout: limits.transfer };
  const objections = (await pushFacts(commands, facts)).flatMap((change) => decidePush(remote.push, change));
  if (objections.length > 0) return { ...nothing, verdict: "rules", lines: rulesBroken(objections) };
  const report = (await foreseen) ?? (await searchPush(brought, options));
  if (report.unread.length > 0) say(notLookedInto(report.unread));
  const suspects = withoutWaived(report.findings, options.waived);
  const known =
    suspects.length > 0 && report.refused === null
      ? await baseline({ ...options, view, commands, onProgress: progress(brought, limits) })
      : new Set<string>();
  const findings = withoutWaived(suspects, known);
  const objects = new Set(
    findings.flatMap(({ object, commit }) => (commit === null && object !== null ? [object] : [])),
  );
  const commits = await commitsOf(view, tips, objects);
  const placed = findings.map((finding) => ({
    ...finding,
    commit: finding.commit ?? commits.get(finding.object ?? "") ?? null,
  }));
  return conclude(report, placed);
}

/** Searches everything that a push brings, and the names of its refs. */
export async function searchPush(brought: Brought, options: JudgeOptions): Promise<ListedReport> {
  const { commands } = brought;
  const { scanner, clean, limits } = options;
  const tips = tipsOf(commands);
  const view = quarantineView(brought, options);
  if (view === null) throw new Error("git gave no quarantine");
  const names = textItems(
    "(ref name)",
    commands.map(({ ref }) => ref),
  );
  const searching = scanner.search(names);
  let report: ListedReport = { ...NOTHING_FOUND, objects: 0, bytes: 0 };
  try {
    const listed = newObjects(view, tips, { clean, most: limits.objects });
    const onProgress = progress(brought, limits);
    if (tips.length > 0) report = await searchListed({ ...options, view, listed, onProgress });
  } catch (error) {
    if (!(error instanceof TooManyObjects)) throw error;
    report.refused = error.message;
  }
  const ofNames = shownReport(await searching, scanner);
  return {
    ...report,
    findings: [...ofNames.findings, ...report.findings],
    refused: ofNames.refused ?? report.refused,
  };
}

function conclude(
  { objects, bytes, lfsPointers, refused }: ListedReport,
  findings: readonly Finding[],
): Judgement {
  const all = { objects, bytes, findings };
  if (refused !== null) return { ...all, verdict: "not-scanned", lines: notScanned(refused) };
  if (findings.length > 0) return { ...all, verdict: "secret", lines: secretsFound(findings) };
  if (lfsPointers.length > 0) return { ...all, verdict: "lfs", lines: lfsPointersFound(lfsPointers) };
  return { ...all, verdict: "clean", lines: [] };
}

/** A line on the client's terminal now and then, for as long as a search takes. */
function progress({ say, isWanted }: Brought, { progress: every }: Limits): ListedSearch["onProgress"] {
  let last = performance.now();
  return ({ objects, bytes }) => {
    if (!isWanted()) throw new Error("the client went away");
    if (performance.now() - last < every) return;
    last = performance.now();
    say(scannedSoFar(objects, bytes));
  };
}
