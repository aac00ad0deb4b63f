import type { PushRules } from "@claude-bottle/manifest";
import { refMatches } from "./ref-glob.ts";

/** What a push does to a ref; `force`: the new value does not contain the old one. */
export type ChangeKind = "create" | "update" | "force" | "delete";

export interface RefChange {
  /** Full name, e.g. `refs/heads/main`. */
  ref: string;
  kind: ChangeKind;
  /** Protected paths that differ from what the upstream has. */
  touched: readonly string[];
}

type PushRuleId = "fetch-only" | "refs" | "force" | "delete" | "tags" | "protect";

/** Why a change is not let through, and what to do instead. */
export interface PushObjection {
  rule: PushRuleId;
  ref: string;
  what: string;
  /** An imperative sentence without a full stop. */
  fix: string;
}

const isTag = (ref: string): boolean => ref.startsWith("refs/tags/");

function refusedForce(ref: string): Pick<PushObjection, "what" | "fix"> {
  return isTag(ref)
    ? { what: "a tag that the upstream has may not be moved", fix: "Push a tag of another name" }
    : {
        what: "history that the upstream has may not be rewritten",
        fix: "Run git fetch, then git rebase or git merge onto what the upstream has, and push again",
      };
}

/** Everything that the rules of a remote hold against one change; null rules: a remote to fetch from only. */
export function decidePush(rules: PushRules | null, change: RefChange): PushObjection[] {
  const { ref, kind, touched } = change;
  if (rules === null) {
    const what = "this remote can only be fetched from";
    return [{ rule: "fetch-only", ref, what, fix: "Push to another remote, or ask the operator" }];
  }
  const objections: PushObjection[] = [];
  const { refs } = rules;
  if (isTag(ref) && !rules.tags)
    objections.push({ rule: "tags", ref, what: "tags may not be pushed", fix: "Push without tags" });
  // `tags` alone decides on tags, unless a glob is about them
  const globs = isTag(ref) ? refs?.filter((glob) => glob.startsWith("refs/tags/")) : refs;
  const isCovered = isTag(ref) && globs?.length === 0;
  if (globs && !isCovered && !globs.some((glob) => refMatches(glob, ref)))
    objections.push({
      rule: "refs",
      ref,
      what: `only ${globs.join(", ")} may be pushed`,
      fix: `Push to such a ref, for example: git push origin HEAD:${exampleOf(globs)}`,
    });
  if (kind === "force" && !rules.force) objections.push({ rule: "force", ref, ...refusedForce(ref) });
  if (kind === "delete" && !rules.delete)
    objections.push({
      rule: "delete",
      ref,
      what: "refs may not be deleted",
      fix: "Leave it, or ask the operator",
    });
  for (const path of touched)
    objections.push({
      rule: "protect",
      ref,
      what: `"${path}" may not be changed`,
      fix: `Take every change of "${path}" out of the commits (git rebase -i, edit, git restore --source=HEAD~ -- <path>)`,
    });
  return objections;
}

function exampleOf(globs: readonly string[]): string {
  const glob = globs[0] ?? "";
  return (glob.startsWith("refs/") ? glob : `refs/heads/${glob}`).replace(/\*+/, "my-work");
}
