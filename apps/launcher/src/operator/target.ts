import { z } from "zod";

/** What is to be in force, so that it can be put there and be recognised there. */
export const targetSchema = z.discriminatedUnion("of", [
  /** What the bottle may reach: the routes file (null: it has no egress-proxy) and the allowlist, each whole. */
  z.strictObject({ of: z.literal("reach"), routes: z.string().nullable(), allowlist: z.array(z.string()) }),
  /** A finding that git-gate lets pass. */
  z.strictObject({ of: z.literal("waiver"), fingerprint: z.string(), reason: z.string() }),
  /** The Dockerfile that the bottle is resumed with. */
  z.strictObject({ of: z.literal("image"), dockerfile: z.string() }),
]);
export type Target = z.infer<typeof targetSchema>;
export type TargetOf<Of extends Target["of"]> = Extract<Target, { of: Of }>;
