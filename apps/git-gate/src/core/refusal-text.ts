import type { PushObjection } from "@claude-bottle/policy";
import { printable } from "./printable.ts";
import type { Finding } from "./push-scanner.ts";

const MOST_SHOWN = 20;
const SHORT_ID = 12;

/** First line of every refusal. */
export const REFUSED = "git-gate: push refused, nothing was sent to the upstream";

function place({ file, line, column }: Finding): string {
  const name = printable(file, 200);
  if (line === null) return name;
  return column === null ? `${name}:${line}` : `${name}:${line}:${column}`;
}

function findingLines(finding: Finding): string[] {
  const commit = finding.commit === null ? "" : `, commit ${finding.commit.slice(0, SHORT_ID)}`;
  return [
    `  ${printable(finding.ruleId, 100)} in ${place(finding)}${commit}: ${printable(finding.redacted, 60)}`,
    `      fingerprint ${finding.fingerprint}`,
  ];
}

/** Those whose fingerprints a refusal tells; of others it tells how many they are. */
export const shownFindings = <T>(findings: readonly T[]): readonly T[] => findings.slice(0, MOST_SHOWN);

function more(count: number): string[] {
  return count > MOST_SHOWN ? [`  … and ${count - MOST_SHOWN} more`] : [];
}

/** For a push that holds secrets: which rule, where, what to do now, and how to ask for a waiver. */
export function secretsFound(findings: readonly Finding[]): string[] {
  const shown = shownFindings(findings);
  const oldest = shown.find(({ commit }) => commit !== null)?.commit?.slice(0, SHORT_ID);
  const rewrite =
    oldest === undefined
      ? ["  Choose another name or text without the value, and push again."]
      : [
          "  The value must leave every commit named above, not only the latest. If that is the latest one:",
          "      remove it, then: git add -A && git commit --amend",
          "  Otherwise:",
          `      git rebase -i ${oldest}~1      (or --root), mark the commit "edit", remove the value, then:`,
          "      git add -A && git commit --amend && git rebase --continue",
          '  A value in a message is removed with "reword"; in a tag by making the tag anew. Then push again.',
        ];
  return [
    `${REFUSED}: it holds what looks like a secret`,
    ...shown.flatMap(findingLines),
    ...more(findings.length),
    "What to do now:",
    ...rewrite,
    "  If it is no secret, ask the operator to waive its fingerprint, and push again.",
  ];
}

/** For a push that the rules of the remote do not let through. */
export function rulesBroken(objections: readonly PushObjection[]): string[] {
  return [
    `${REFUSED}: the rules of this remote do not allow it`,
    ...objections
      .slice(0, MOST_SHOWN)
      .flatMap(({ ref, rule, what, fix }) => [
        `  ${printable(ref, 200)}: ${printable(what)} (rule ${rule})`,
        `      ${printable(fix)}`,
      ]),
    ...more(objections.length),
  ];
}

/** For a push with files that Git LFS keeps elsewhere. */
export function lfsPointersFound(paths: readonly string[]): string[] {
  return [
    `${REFUSED}: it holds pointers of Git LFS, whose content would not be pushed with them`,
    ...paths.slice(0, MOST_SHOWN).map((path) => `  ${printable(path, 200)}`),
    ...more(paths.length),
    "What to do now: commit the files themselves (git lfs untrack, git add --renormalize .), or leave them out.",
  ];
}

/** For everything that was not looked at to its end. */
export function notScanned(why: string): string[] {
  return [`${REFUSED}: it was not scanned to its end`, `  ${printable(why)}`];
}

/** For what is let through unseen: nobody can look into it here. */
export function notLookedInto(paths: readonly string[]): string {
  const named = paths.slice(0, MOST_SHOWN).map((path) => printable(path, 200));
  const others = paths.length > MOST_SHOWN ? `, and ${paths.length - MOST_SHOWN} more` : "";
  return `git-gate: could not look into ${named.join(", ")}${others}`;
}

const MB = 1_000_000;

export function scannedSoFar(objects: number, bytes: number): string {
  return `git-gate: scanned ${objects} new objects, ${(bytes / MB).toFixed(1)} MB`;
}
