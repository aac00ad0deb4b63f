import { z } from "zod";

/** Where the agent finds what is in force, read-only. The names are the same in the tools' texts. */
export const currentConfig = {
  directory: "/etc/claude-bottle/current-config",
  routes: "routes.yaml",
  allowlist: "allowlist",
  dockerfile: "Dockerfile",
} as const;

/** What is in force in the bottle, as far as proposals concern it. Never a value of a credential. */
export const liveStateSchema = z.strictObject({
  /** The routes file. */
  routes: z.string(),
  allowlist: z.array(z.string().min(1)),
  /** The Dockerfile of the agent's image. */
  dockerfile: z.string(),
});
export type LiveState = z.infer<typeof liveStateSchema>;

/** launcher → supervise, one JSON document on its stdin. It holds no credential. */
export const superviseStdinSchema = z.strictObject({
  config: z.strictObject({
    version: z.literal(1),
    identity: z.string().min(1),
    listen: z.union([
      z.strictObject({ host: z.string().min(1), port: z.int().min(0).max(65_535) }),
      z.strictObject({ path: z.string().min(1) }),
    ]),
    /** Path of the unix socket that only the operator's side reaches. */
    control: z.string().min(1),
    /** Directory of the bottle's queue. */
    queue: z.string().startsWith("/"),
    /** Where git-gate says whether it refused a push for a finding; null: the bottle has no git-gate. */
    gate: z.url({ protocol: /^http$/ }).nullable(),
  }),
  live: liveStateSchema,
});
export type SuperviseStdin = z.infer<typeof superviseStdinSchema>;
