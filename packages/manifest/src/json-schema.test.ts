import { expect, test } from "vitest";
import { manifestJsonSchema } from "./json-schema.ts";

const { bottle, agent, settings } = manifestJsonSchema().$defs;

/** Paths of all keys, with their descriptions. */
function described(schema: unknown, at: string): [string, unknown][] {
  if (typeof schema !== "object" || schema === null) return [];
  const own =
    "properties" in schema && typeof schema.properties === "object" ? (schema.properties ?? {}) : {};
  const items = "items" in schema ? described(schema.items, `${at}[]`) : [];
  return Object.entries(own)
    .flatMap(([key, value]: [string, unknown]): [string, unknown][] => [
      [
        `${at}.${key}`,
        typeof value === "object" && value !== null && "description" in value ? value.description : null,
      ],
      ...described(value, `${at}.${key}`),
    ])
    .concat(items);
}

const keys = [
  ...described(bottle, "bottle"),
  ...described(agent, "agent"),
  ...described(settings, "settings"),
];

test("F64 every key that a person may write is described", () => {
  expect(keys.length).toBeGreaterThan(40);
  expect(keys.filter(([, text]) => typeof text !== "string" || text === "")).toEqual([]);
});

test("editors learn that unknown keys are refused, and what is required", () => {
  expect(bottle).toMatchObject({ type: "object", additionalProperties: false });
  expect(agent).toMatchObject({ type: "object", additionalProperties: false, required: ["bottle"] });
});

test("editors let a section stand empty, and nothing else", () => {
  expect(bottle.properties).toMatchObject({
    egress_proxy: { type: ["object", "null"], properties: { routes: { type: ["array", "null"] } } },
    env: { type: ["object", "null"] },
    supervise: { type: "boolean" },
  });
});

test("the schema is plain JSON", () => {
  const schema = manifestJsonSchema();
  expect(JSON.parse(JSON.stringify(schema))).toEqual(schema);
});
