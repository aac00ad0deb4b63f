import { currentConfig, type LiveState } from "@claude-bottle/shared/contracts";

/** The one tool that proposes nothing: it answers at once, from what is in force. */
export const listRoutes = {
  name: "list-routes",
  title: "What is open",
  description: `Shows what is in force now: the routes of egress-proxy (hosts, paths, methods, credential schemes and \
names, never a credential) and the hosts that may be reached.`,
  answer: ({ routes, allowlist }: LiveState): string =>
    `# ${currentConfig.routes}: what egress-proxy treats specially\n${routes.trimEnd()}\n\n# hosts that may be reached\n${allowlist.join("\n")}\n`,
} as const;
