import { createHash } from "node:crypto";
import { parse } from "yaml";
import { z } from "zod";

const fileSchema = z.looseObject({ api_allowlist: z.array(z.string()) });

/** What pipelock reports as `config_hash` once it runs with this file: SHA-256, hexadecimal. */
export function configHash(yaml: string): string {
  return createHash("sha256").update(yaml).digest("hex");
}

/** The allowlist in a file that `pipelockYaml` wrote. */
export function allowlistOf(yaml: string): string[] {
  return fileSchema.parse(parse(yaml)).api_allowlist;
}

/**
 * Whether a running pipelock may take the new file in place of the old one: only the allowlist differs. pipelock would
 * accept further changes, some of which weaken it; a pass-through host that was removed can never come back.
 */
export function reloadable(before: string, after: string): boolean {
  const rest = (yaml: string): string =>
    JSON.stringify({ ...fileSchema.parse(parse(yaml)), api_allowlist: null });
  return rest(before) === rest(after);
}
