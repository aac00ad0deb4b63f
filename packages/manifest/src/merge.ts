import { bottleSchema, type BottleData } from "./bottle.ts";

/** What `extends` means: maps merge, lists append, scalars replace; bases first. */
export function mergeBottles(parts: readonly BottleData[]): BottleData {
  return bottleSchema.parse(
    parts.reduce<unknown>((merged, part) => mergeValue(merged, { ...part, extends: undefined }), {}),
  );
}

function mergeValue(base: unknown, over: unknown): unknown {
  if (Array.isArray(base) && Array.isArray(over)) return [...base, ...over];
  if (!isMap(base) || !isMap(over)) return over;
  const merged = new Map(Object.entries(base));
  for (const [key, value] of Object.entries(over))
    if (value !== undefined) merged.set(key, merged.has(key) ? mergeValue(merged.get(key), value) : value);
  return Object.fromEntries(merged);
}

function isMap(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
