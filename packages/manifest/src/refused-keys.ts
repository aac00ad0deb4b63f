import type { KeyPath } from "./source.ts";

interface RefusedKey {
  key: string;
  /** Where it was written; `[]` stands for any list position. */
  under: string;
  /** What to write instead, as an imperative, field by field. */
  recipe: string;
}

/** Keys that earlier manifests knew. Each ends with a recipe instead of "unknown key". */
export const refusedKeys: readonly RefusedKey[] = [
  {
    key: "runtime",
    under: "",
    recipe: "Remove it: gVisor (runsc) is found and used by itself when the engine has it",
  },
  {
    key: "ssh",
    under: "",
    recipe: [
      "Write each entry under git instead:",
      "- Host → Name",
      "- User, Hostname, Port and the repository's path → Upstream: ssh://User@Hostname:Port/path",
      "- IdentityFile → IdentityFile",
      "- KnownHostKey → KnownHostKey",
    ].join("\n"),
  },
  {
    key: "tokens",
    under: "",
    recipe: [
      "Write each entry as a route under egress_proxy.routes instead:",
      "- Kind → host (anthropic: api.anthropic.com, github: api.github.com, npm: the host of your registry)",
      "- TokenRef → auth.token_ref",
      "- add auth.scheme: Bearer",
    ].join("\n"),
  },
  {
    key: "cred_proxy",
    under: "",
    recipe: [
      "Write each of its routes under egress_proxy.routes instead:",
      "- upstream → host, and its path, if any, → path_allowlist",
      "- auth_scheme → auth.scheme",
      "- token_ref → auth.token_ref",
      "- path and role → remove: the agent calls the real host and the proxy catches every client",
    ].join("\n"),
  },
  {
    key: "role",
    under: "egress_proxy.routes[]",
    recipe: "Remove it: the proxy catches every client",
  },
];

/** The recipe for a retired key at this path, null for any other key. */
export function recipeFor(path: KeyPath): string | null {
  const steps = path.map((step) => (typeof step === "number" ? "[]" : step));
  const key = steps.at(-1);
  const under = steps.slice(0, -1).join(".").replaceAll(".[]", "[]");
  return refusedKeys.find((refused) => refused.key === key && refused.under === under)?.recipe ?? null;
}
