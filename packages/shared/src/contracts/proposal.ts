import { z } from "zod";
import { digestSchema, plainText, timeSchema } from "./text.ts";

/** Most characters of each text that an agent may hand in. */
export const longest = {
  justification: 4_000,
  routes: 64 * 1024,
  failedUrl: 2_000,
  dockerfile: 64 * 1024,
  fingerprint: 200,
} as const;

/** `20261126t071950123-4k2j9x`: the time in UTC, so that names sort by age, and six random characters. */
export const proposalIdSchema = z
  .string()
  .regex(/^\d{8}t\d{9}-[0-9a-z]{6}$/, "expected the id of a proposal");

/** As a refusal of git-gate prints it. */
export const fingerprintSchema = z
  .string()
  .max(longest.fingerprint)
  .regex(/^[\x21-\x7e]+$/, "expected a fingerprint as a refused push prints it");

const head = {
  version: z.literal(1),
  id: proposalIdSchema,
  identity: z.string().min(1),
  time: timeSchema,
  justification: plainText(longest.justification).min(1),
};

/** agent → supervise → operator: one change that the agent asks for, in a file of its own. */
export const proposalSchema = z.discriminatedUnion("kind", [
  z.strictObject({
    ...head,
    kind: z.literal("egress-proxy-block"),
    change: z.strictObject({
      /** The whole routes file that is to hold. */
      routes: plainText(longest.routes),
      /** Digest of the routes file that held when this was proposed. */
      based_on: digestSchema,
    }),
  }),
  z.strictObject({
    ...head,
    kind: z.literal("pipelock-block"),
    /** Only its host is opened. */
    change: z.strictObject({ failed_url: plainText(longest.failedUrl).min(1) }),
  }),
  z.strictObject({
    ...head,
    kind: z.literal("capability-block"),
    change: z.strictObject({
      /** The whole Dockerfile of the agent's image that is to hold. */
      dockerfile: plainText(longest.dockerfile).min(1),
      /** Digest of the Dockerfile that held when this was proposed. */
      based_on: digestSchema,
    }),
  }),
  z.strictObject({
    ...head,
    kind: z.literal("git-gate-block"),
    change: z.strictObject({ fingerprint: fingerprintSchema }),
  }),
]);
export type Proposal = z.infer<typeof proposalSchema>;

/** What may be asked for. A table over the kinds does not compile until it has an entry for each. */
export type ProposalKind = Proposal["kind"];
export type ProposalOf<Kind extends ProposalKind> = Extract<Proposal, { kind: Kind }>;
export type Change<Kind extends ProposalKind> = ProposalOf<Kind>["change"];

export const proposalKinds: readonly ProposalKind[] = proposalSchema.options.map(
  ({ shape }) => shape.kind.value,
);

/** The id of a proposal made at this time; `random` gives an integer in `[0, below)`. */
export function proposalId(time: Date, random: (below: number) => number): string {
  const stamp = time
    .toISOString()
    .replaceAll(/[^\dT]/g, "")
    .toLowerCase();
  const suffix = Array.from({ length: 6 }, () => random(36).toString(36)).join("");
  return `${stamp}-${suffix}`;
}
