import { z } from "zod";
import { egressProxySchema, egressSchema } from "./egress.ts";
import { envSchema } from "./env.ts";
import { gitSchema } from "./git.ts";
import { hostPathSchema } from "./host-path.ts";
import { nameSchema } from "./name.ts";
import { resourcesSchema } from "./resources.ts";
import { listSection, mapSection } from "./section.ts";

/** A bottle's front matter, as written. `resolveAgent` gives it with `extends` and defaults applied. */
export const bottleSchema = z.strictObject({
  extends: z
    .union([nameSchema, z.array(nameSchema).min(1)], "expected the name of a bottle, or a list of names")
    .optional()
    .describe("Bottle, or list of bottles, to build on: maps merge, lists append, scalars replace"),
  env: envSchema,
  git: listSection(gitSchema).describe("Remotes that the agent reaches through git-gate"),
  egress: mapSection(egressSchema).describe("Which hosts may be reached, and how the last leg screens"),
  egress_proxy: mapSection(egressProxySchema).describe(
    "Present, even without routes: the agent's proxy is egress-proxy; absent: pipelock",
  ),
  supervise: z
    .boolean()
    .optional()
    .describe("Whether the agent may propose changes to the operator; default false"),
  resources: mapSection(resourcesSchema).describe("Limits of the agent's container"),
  dockerfile: hostPathSchema.optional().describe("An own Dockerfile for the agent: absolute path, or `~/…`"),
});
export type BottleData = z.infer<typeof bottleSchema>;
