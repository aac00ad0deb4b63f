import { z } from "zod";
import { agentSchema, jsonAgentSchema } from "./agent.ts";
import { bottleSchema } from "./bottle.ts";
import { settingsSchema } from "./settings.ts";

type JsonSchema = z.core.JSONSchema.BaseSchema;

const jsonSchemaOf = (schema: z.ZodType): JsonSchema => {
  const { $schema: _, "~standard": _standard, ...json } = z.toJSONSchema(schema, { io: "input" });
  return json;
};

/**
 * For editors: the document is the schema of a JSON manifest; `$defs.bottle`, `$defs.agent` are those of the
 * front matter, `$defs.settings` that of the operator's settings.
 */
export function manifestJsonSchema() {
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    title: "claude-bottle manifest",
    type: "object",
    properties: {
      bottles: { type: "object", additionalProperties: { $ref: "#/$defs/bottle" } },
      agents: { type: "object", additionalProperties: { $ref: "#/$defs/jsonAgent" } },
    },
    additionalProperties: false,
    $defs: {
      bottle: jsonSchemaOf(bottleSchema),
      agent: jsonSchemaOf(agentSchema),
      jsonAgent: jsonSchemaOf(jsonAgentSchema),
      settings: jsonSchemaOf(settingsSchema),
    },
  };
}
