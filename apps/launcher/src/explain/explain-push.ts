import { type ChangeKind, decidePush } from "@claude-bottle/policy";
import type { PlannedGit } from "../core/git/planned-git.ts";

/** What git-gate would say to one kind of push. */
export interface PushRow {
  remote: string;
  /** Full name. */
  ref: string;
  change: ChangeKind;
  verdict: "allowed" | "refused";
  /** Each rule that objects, what it says and what to do; empty: only the search for secrets is left. */
  objections: { rule: string; what: string; fix: string }[];
}

const changes: readonly ChangeKind[] = ["create", "update", "force", "delete"];

const fullRef = (ref: string): string => (ref.startsWith("refs/") ? ref : `refs/heads/${ref}`);

/** Every kind of push to this ref, at every remote, decided by the gate's own rules. */
export function explainPush(git: readonly PlannedGit[], ref: string): PushRow[] {
  const full = fullRef(ref);
  return git.flatMap(({ name, push }) =>
    changes.map((change): PushRow => {
      const objections = decidePush(push, { ref: full, kind: change, touched: [] });
      return {
        remote: name,
        ref: full,
        change,
        verdict: objections.length === 0 ? "allowed" : "refused",
        objections: objections.map(({ rule, what, fix }) => ({ rule, what, fix })),
      };
    }),
  );
}
