import { failedHost } from "@claude-bottle/policy";
import { hostMatches } from "@claude-bottle/manifest";
import { proposeAllowlist } from "../propose-reach.ts";
import { refusedChange } from "../proposed.ts";
import type { KindRules } from "./kind-rules.ts";

export const pipelockBlock: KindRules<"pipelock-block"> = {
  summary: ({ change }) => failedHost(change.failed_url) ?? `no host in ${change.failed_url}`,
  editable: () => null,
  basis: async () => null,
  async propose(bottle, { change }) {
    const host = failedHost(change.failed_url);
    if (host === null)
      throw refusedChange(`"${change.failed_url}" names no host that can be opened`, "Reject the proposal");
    const reach = await bottle.reach();
    const isOpen = reach.allowlist.some((pattern) => hostMatches(pattern, host));
    const proposed = proposeAllowlist(reach, isOpen ? reach.allowlist : [...reach.allowlist, host]);
    return { ...proposed, nothing: `"${host}" was open already.` };
  },
};
