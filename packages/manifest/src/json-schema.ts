import { z } from "zod";
import { agentSchema, jsonAgentSchema } from "./agent.ts";
import { bottleSchema } from "./bottle.ts";
import { settingsSchema } from "./settings.ts";

type JsonSchema = z.core.JSONSchema.BaseSchema;

// A section may be written with nothing behind its key; the readers take that for an empty map or list.
const emptySection: z.core.ToJSONSchemaParams["override"] = ({ zodSchema, jsonSchema }) => {
  const isSection = zodSchema instanceof z.ZodPipe && zodSchema.in instanceof z.ZodTransform;
  if (isSection && (jsonSchema.type === "object" || jsonSchema.type === "array"))
    jsonSchema.type = [jsonSchema.type, "null"];
};

const jsonSchemaOf = (schema: z.ZodType): JsonSchema => {
  const {
    $schema: _,
    "~standard": _standard,
    ...json
  } = z.toJSONSchema(schema, { io: "input", override: emptySection });
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

/** One schema for each kind of file that a person edits, as a document of its own. */
export const editorSchemas = {
  bottle: bottleSchema,
  agent: agentSchema,
  settings: settingsSchema,
} as const;
export type EditorSchema = keyof typeof editorSchemas;

export function editorSchema(name: EditorSchema) {
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    title: `claude-bottle ${name}`,
    ...jsonSchemaOf(editorSchemas[name]),
  };
}
