import type { ConfigFile } from "./load-config.ts";
import { GitleaksConfigError } from "./gitleaks-config-error.ts";
import { readConfig } from "./read-config.ts";

/** What a configuration file extends: a path as it is written, or the default rules. Throws a `GitleaksConfigError`. */
export function extendedBy({ path, text }: ConfigFile): { path: string } | "default" | null {
  try {
    const { extend } = readConfig(text);
    if (extend.usedefault) return "default";
    return extend.path === "" ? null : { path: extend.path };
  } catch (error) {
    if (!(error instanceof GitleaksConfigError)) throw error;
    throw new GitleaksConfigError(`${path}: ${error.message}`);
  }
}
