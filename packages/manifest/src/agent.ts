import { z } from "zod";
import { bottleSchema } from "./bottle.ts";
import { nameSchema } from "./name.ts";
import { listSection } from "./section.ts";

const word = z.string().regex(/^[\x20-\x7e]{1,200}$/, "expected one line of text");

/** An agent's front matter. It holds no security setting: those are the bottle's. */
export const agentSchema = z.strictObject({
  bottle: nameSchema.describe("Name of the bottle that the agent runs in; required"),
  skills: listSection(
    z
      .string()
      .regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/, "expected the name of a directory under ~/.claude/skills"),
  ).describe("Directories under `~/.claude/skills/`; each must exist at launch"),
  name: word.optional().describe("Passed through to Claude Code"),
  description: z.string().optional().describe("Passed through to Claude Code"),
  model: word.optional().describe("Passed through to Claude Code"),
  color: word.optional().describe("Passed through to Claude Code"),
  memory: word.optional().describe("Passed through to Claude Code"),
});
export type AgentData = z.infer<typeof agentSchema>;

/** In a JSON manifest, which has no body, the prompt is a key. */
export const jsonAgentSchema = agentSchema.extend({
  prompt: z.string().optional().describe("System prompt (the body of the file in the per-file form)"),
});

/** Keys that people put into an agent's file and that belong elsewhere. */
export const agentKeyHints: ReadonlyMap<string, string> = new Map([
  ["prompt", "Write the prompt below the front matter"],
  ...Object.keys(bottleSchema.shape).map((key): [string, string] => [
    key,
    "Move it to the bottle: an agent holds no security setting",
  ]),
]);
