import { z } from "zod";
import { mapSection } from "./section.ts";

const envNameSchema = z
  .string()
  .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, "expected a variable's name: letters, digits and _, no digit first");

const envValueSchema = z
  .string("expected text; put numbers, true and false in quotes")
  .refine((value) => !value.includes("\0"), "expected text without a NUL character");

export const envSchema = mapSection(z.record(envNameSchema, envValueSchema)).describe(
  "NAME → text. `?` (in quotes) or `?prompt text`: asked on the terminal without echo at launch. `${HOST_VAR}` (the whole text): taken from the host. These two are secrets: no request may carry their value out. Anything else: literal",
);

/** Where the value of one variable comes from. */
export type EnvSource =
  | { name: string; from: "literal"; value: string }
  | { name: string; from: "prompt"; question: string }
  | { name: string; from: "host"; variable: string };

const hostVariable = /^\$\{([A-Za-z_][A-Za-z0-9_]*)\}$/;

/** Tells the three forms apart by their shape; the question defaults to the variable's name. */
export function readEnvValue(name: string, text: string): EnvSource {
  if (text.startsWith("?")) return { name, from: "prompt", question: text.slice(1).trim() || name };
  const variable = hostVariable.exec(text)?.[1];
  return variable === undefined ? { name, from: "literal", value: text } : { name, from: "host", variable };
}
