import { BottleError } from "@claude-bottle/shared";
import { z } from "zod";
import { findRunning } from "./backend.ts";
import { defineCommand } from "./command.ts";

const refusalSchema = z.object({ message: z.string(), hint: z.string().optional() });

export const waive = defineCommand({
  name: "waive",
  summary:
    "Let a finding pass git-gate by the fingerprint that its refusal prints, in this bottle, until it ends",
  arguments: [
    { name: "identity", required: true, values: "identities" },
    { name: "fingerprint", required: true },
  ],
  flags: { reason: { type: "string", value: "TEXT", summary: "Why it may pass; stands in the gate's log" } },
  async run({ arguments: [identity = "", fingerprint = ""], flags: { reason } }, context) {
    if (reason === undefined || reason.trim() === "") {
      throw new BottleError("usage", "A waiver needs a reason", {
        hint: 'Say why the finding is no secret, e.g. --reason "key of the test server"',
      });
    }
    const { backend } = await findRunning(context, identity);
    const body = { fingerprint, reason };
    const answer = await backend.control(identity, "git-gate", { method: "POST", path: "/waive", body });
    if (answer.status !== 200) {
      const { message, hint } = refusalSchema.parse(answer.body);
      throw new BottleError("usage", message, hint === undefined ? {} : { hint });
    }
    context.err(`git-gate lets "${fingerprint}" pass in ${identity} from now on\n`);
    return 0;
  },
});
