import { z } from "zod";
import type { KeyPath } from "./source.ts";

/** The keys that a schema allows at this path; empty where any key goes or none. */
export function knownKeys(schema: z.core.$ZodType, path: KeyPath): string[] {
  const inner = unwrap(schema);
  const [step, ...rest] = path;
  if (step === undefined) return inner instanceof z.ZodObject ? Object.keys(inner.shape) : [];
  if (inner instanceof z.ZodArray) return knownKeys(inner.element, rest);
  if (inner instanceof z.ZodRecord) return knownKeys(inner.valueType, rest);
  if (!(inner instanceof z.ZodObject)) return [];
  const next: z.core.$ZodType | undefined = inner.shape[step];
  return next === undefined ? [] : knownKeys(next, rest);
}

function unwrap(schema: z.core.$ZodType): z.core.$ZodType {
  if (schema instanceof z.ZodOptional) return unwrap(schema.unwrap());
  if (schema instanceof z.ZodPipe) return unwrap(schema.out);
  return schema;
}
