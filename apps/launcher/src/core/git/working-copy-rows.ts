import { hostMatches } from "@claude-bottle/manifest/egress";
import { columns } from "../columns.ts";
import type { Plan } from "../plan.ts";
import { printable } from "../printable.ts";
import { readGitUrl } from "./git-url.ts";
import type { Count, WorkingCopy } from "./working-copy.ts";

const LONGEST = 120;
const HASH_SHOWN = 10;

/** What of the repository goes into the bottle, and where its remotes lead there. Whatever it holds was written by others. */
export function workingCopyRows({
  workingCopy,
  egress,
}: Pick<Plan, "workingCopy" | "egress">): [string, string][] {
  if (workingCopy === null) return [];
  if (workingCopy.repository !== "here")
    return [["Repository", workingCopy.repository === "none" ? "none in this directory" : ELSEWHERE]];
  const remotes = workingCopy.remotes.map((remote) => [
    clean(remote.name),
    clean(remote.shown.url),
    meaning(remote, egress.hosts),
  ]);
  const unread = workingCopy.unread.map((text) => `not read: ${clean(text)}`);
  const lines = [stateText(workingCopy), ...columns(remotes), ...unread];
  return lines.map((line, index) => [index === 0 ? "Repository" : "", line]);
}

const ELSEWHERE = "kept elsewhere (a worktree or a submodule): git will not work on the copy";

function stateText({ head, unpushed, changes }: WorkingCopy): string {
  const parts = [
    ...(head === null ? [] : [headText(head)]),
    ...(changes === null ? [] : [changesText(changes)]),
    ...(unpushed === null ? [] : [unpushedText(unpushed)]),
  ];
  return parts.length === 0 ? "unknown" : parts.join(", ");
}

function changesText(changes: Count): string {
  if (changes.count > 0) return counted(changes, "uncommitted file");
  return changes.atLeast ? "no uncommitted changes in the part looked at" : "no uncommitted changes";
}

function headText({ branch, commit }: NonNullable<WorkingCopy["head"]>): string {
  if (branch === null) return `no branch, at ${commit?.slice(0, HASH_SHOWN) ?? "no commit"}`;
  return `branch ${clean(branch)}${commit === null ? " without a commit" : ""}`;
}

function unpushedText(unpushed: NonNullable<WorkingCopy["unpushed"]>): string {
  if (unpushed.against === null) return "no remote-tracking branch";
  const against = clean(unpushed.against);
  return unpushed.count === 0
    ? `nothing that ${against} has not`
    : `${counted(unpushed, "commit")} not in ${against}`;
}

function counted({ count, atLeast }: Count, what: string): string {
  return `${atLeast ? "at least " : ""}${count} ${what}${count === 1 ? "" : "s"}`;
}

function meaning({ shown, entry }: WorkingCopy["remotes"][number], hosts: readonly string[]): string {
  if (entry !== null) return `is ${entry}`;
  if (shown.hidden)
    return "a user name or token stands in its address: push and fetch over it will be refused";
  const read = readGitUrl(shown.url);
  const isReadable = read?.scheme === "https" && hosts.some((pattern) => hostMatches(pattern, read.host));
  return isReadable
    ? "not declared: fetched through the proxy, push over it will be refused"
    : "not declared: push and fetch over it will be refused";
}

function clean(text: string): string {
  const line = printable(text.replaceAll(/\s/g, " "));
  return line.length > LONGEST ? `${line.slice(0, LONGEST - 1)}…` : line;
}
