import { dirname, isAbsolute, join } from "node:path";
import { type ConfigFile, type ConfigSource, extendedBy } from "@claude-bottle/secrets/pool";
import { exists, readNamedFile } from "./files.ts";

/** `extend` in the last of them has no effect, as in gitleaks. */
const MOST_FILES = 3;

/** A gitleaks configuration with all files that it extends. */
export interface ScannerConfig extends ConfigSource {
  /** Whether one of them extends the default rules. */
  extendsDefault: boolean;
  /** Text of the `.gitleaksignore` file beside it. */
  ignore: string | null;
}

/** Reads what `--config` names. Throws a `BottleError` for a file, a `GitleaksConfigError` for what is in it. */
export async function readScannerConfig(path: string, cwd: string): Promise<ScannerConfig> {
  const file = { path, text: await readNamedFile(path) };
  const bases = new Map<string, ConfigFile>();
  let extendsDefault = false;
  let last: ConfigFile | null = file;
  for (let count = 1; last !== null && count < MOST_FILES; count += 1) {
    const base = extendedBy(last);
    extendsDefault ||= base === "default";
    const next: ConfigFile | null =
      base === null || base === "default" ? null : await readBase(base.path, { from: last.path, cwd });
    if (next !== null && base !== null && base !== "default") bases.set(base.path, next);
    last = next;
  }
  const ignoreFile = join(dirname(path), ".gitleaksignore");
  const ignore = (await exists(ignoreFile)) ? await readNamedFile(ignoreFile) : null;
  return { file, bases, extendsDefault, ignore };
}

/** Relative to the working directory, as gitleaks has it, or to the file that names it. */
async function readBase(written: string, { from, cwd }: { from: string; cwd: string }): Promise<ConfigFile> {
  const inCwd = isAbsolute(written) ? written : join(cwd, written);
  const path = (await exists(inCwd)) ? inCwd : join(dirname(from), written);
  return { path, text: await readNamedFile(path) };
}
