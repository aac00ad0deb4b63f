import type { z } from "zod";
import { defaultAllowlist } from "./effective.ts";
import { manifestJsonSchema } from "./json-schema.ts";
import { refusedKeys } from "./refused-keys.ts";

type Json = z.core.JSONSchema.BaseSchema;
type Row = readonly string[];

/** `docs/manifest.md`, made from the schemas' own descriptions. */
export function manifestReference(): string {
  const { bottle, agent, settings } = manifestJsonSchema().$defs;
  return `# Manifest reference

Made from the schemas by \`npm run docs\`; change the descriptions there.

A bottle is \`bottles/<name>.md\` in the manifest directory (\`~/.claude-bottle\`, or \`CLAUDE_BOTTLE_HOME\`), an agent is
\`agents/<name>.md\` there or in \`.claude-bottle/agents/\` of the working directory. Bottles of the working directory are
ignored. Each file is YAML front matter between two lines \`---\` and a Markdown body: an agent's prompt, a bottle's
notes. Unknown keys are errors. Names are a lower-case letter, then letters, digits and dashes.

## Bottle

${table(["key", "value", "meaning"], keyRows(bottle, ""))}

A host pattern \`*.example.com\` stands for \`example.com\` and every name below it. These hosts are always allowed:
${defaultAllowlist.map((host) => `\`${host}\``).join(", ")}.

## Agent

${table(["key", "value", "meaning"], keyRows(agent, ""))}

With \`--manifest FILE.json\` one file \`{ "bottles": { … }, "agents": { … } }\` takes the place of the directory; an
agent's prompt is then its key \`prompt\`.

## Settings

\`settings.json\` in the manifest directory holds for every bottle.

${table(["key", "value", "meaning"], keyRows(settings, ""))}

## Retired keys

${table(
  ["key", "instead"],
  refusedKeys.map(({ key, under, recipe }) => [
    `\`${under === "" ? key : `${under}.${key}`}\``,
    recipe.replaceAll("\n- ", "; ").replace(":;", ":"),
  ]),
)}
`;
}

function table(head: Row, rows: readonly Row[]): string {
  const line = (cells: Row): string =>
    `| ${cells.map((cell) => cell.replaceAll("|", String.raw`\|`)).join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}

function keyRows(schema: Json, prefix: string): Row[] {
  return Object.entries(schema.properties ?? {}).flatMap(([key, value]) => {
    if (typeof value === "boolean") return [];
    const items = listItem(value);
    const name = `${prefix}${key}`;
    const inner = items === null ? keyRows(value, `${name}.`) : keyRows(items, `${name}[].`);
    return [[`\`${name}\``, kind(value), value.description ?? ""], ...inner];
  });
}

function listItem({ items }: Json): Json | null {
  return typeof items === "object" && !Array.isArray(items) ? items : null;
}

const words: ReadonlyMap<string, string> = new Map([
  ["object", "map"],
  ["string", "text"],
  ["integer", "whole number"],
]);

function kind(schema: Json): string {
  if (schema.anyOf !== undefined) return schema.anyOf.map(kindOf).join(" or ");
  if (schema.enum !== undefined) return schema.enum.map((value) => `\`${String(value)}\``).join(" or ");
  const items = listItem(schema);
  if (items !== null) return `list of ${kind(items)}`;
  const [type = "any"] = [schema.type].flat();
  return words.get(type) ?? type;
}

function kindOf(schema: Json | boolean): string {
  return typeof schema === "boolean" ? "any" : kind(schema);
}
