import { parse, TomlDate, TomlError } from "smol-toml";
import type { z } from "zod";
import { configSchema, type WrittenConfig } from "./config-schema.ts";
import { GitleaksConfigError } from "./gitleaks-config-error.ts";

const MOST_CHARACTERS = 4 * 1024 * 1024;

/** TOML text to what is written in it. Throws a `GitleaksConfigError` for what is no TOML or not known. */
export function readConfig(text: string): WrittenConfig {
  if (text.length > MOST_CHARACTERS) {
    throw new GitleaksConfigError(
      `A configuration of ${text.length} characters is longer than the ${MOST_CHARACTERS} allowed`,
    );
  }
  const written = lowerKeys(parseToml(text));
  const result = configSchema.safeParse(written);
  if (!result.success)
    throw new GitleaksConfigError(result.error.issues.map((issue) => say(issue, written)).join("; "));
  return result.data;
}

function parseToml(text: string): unknown {
  try {
    return parse(text);
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    // The first line says what is wrong, the others quote the file
    const [reason = ""] = error.message.split("\n");
    throw new GitleaksConfigError(`line ${error.line}: ${reason}`);
  }
}

function lowerKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(lowerKeys);
  if (!isTable(value)) return value;
  const lowered: Record<string, unknown> = {};
  for (const [key, inner] of Object.entries(value)) {
    const name = key.toLowerCase();
    if (Object.hasOwn(lowered, name))
      throw new GitleaksConfigError(`The key "${key}" is there twice, in different case`);
    Object.defineProperty(lowered, name, { value: lowerKeys(inner), enumerable: true });
  }
  return lowered;
}

function isTable(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !(value instanceof TomlDate);
}

/** Names the rule by its id, if it has one. */
function say(issue: z.core.$ZodIssue, written: unknown): string {
  const keys = issue.code === "unrecognized_keys" ? issue.keys : [];
  const where = issue.path
    .map((step) => (typeof step === "number" ? `[${step}]` : `.${String(step)}`))
    .join("");
  const rule = ruleAt(issue.path, written);
  const place = `${where.slice(1)}${rule === undefined ? "" : ` (${rule})`}`;
  if (keys.length === 0) return `${place}: ${issue.message}`;
  const named = keys.map((key) => `"${key}"`).join(", ");
  return `${place === "" ? "" : `${place}: `}${named} ${keys.length > 1 ? "are" : "is"} not supported`;
}

function ruleAt([first, index]: readonly PropertyKey[], written: unknown): string | undefined {
  if (first !== "rules" || typeof index !== "number" || !isTable(written)) return undefined;
  const rule: unknown = Array.isArray(written["rules"]) ? written["rules"][index] : undefined;
  return isTable(rule) && typeof rule["id"] === "string" ? rule["id"] : undefined;
}
