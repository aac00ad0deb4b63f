import type { WrittenConfig, WrittenExtend } from "./config-schema.ts";
import { extendRules } from "./extend-rules.ts";
import type { Allowlist, GitleaksConfig, GitleaksRule } from "./gitleaks-config.ts";
import { GitleaksConfigError } from "./gitleaks-config-error.ts";
import { readConfig } from "./read-config.ts";
import { toAllowlist } from "./to-allowlist.ts";
import { checkRule, toRule } from "./to-rule.ts";
import { checkMinVersion } from "./min-version.ts";

export interface ConfigFile {
  path: string;
  text: string;
}

/** What `extend` names: a path as written, or the default configuration. Undefined: there is none. */
export type FindBase = (base: { path: string } | "default") => ConfigFile | undefined;

export interface LoadedConfig {
  config: GitleaksConfig;
  /** What is odd but no error, a sentence each. */
  warnings: readonly string[];
}

/** How many files a file may be extended by in turn; `extend` in the last of them has no effect, as in gitleaks. */
const DEEPEST_EXTEND = 2;

/**
 * Reads a configuration with the meaning that gitleaks 8.30 gives it. Throws a `GitleaksConfigError` for what is
 * invalid or not supported.
 */
export function loadConfig(file: ConfigFile, findBase: FindBase = () => undefined): LoadedConfig {
  const warnings: string[] = [];
  const { rules, allowlists, targeted, title } = assemble(file, { findBase, warnings, depth: 0 });
  const all = new Map(rules);
  for (const rule of rules.values()) inFile(file, () => checkRule(rule));
  for (const { id, allowlist } of targeted) {
    const rule = all.get(id);
    if (rule === undefined) {
      throw new GitleaksConfigError(`${file.path}: [[allowlists]] target rule ID '${id}' does not exist`);
    }
    all.set(id, { ...rule, allowlists: [...rule.allowlists, allowlist] });
  }
  return { config: { title, path: file.path, rules: all, allowlists }, warnings };
}

interface Assembly {
  findBase: FindBase;
  warnings: string[];
  depth: number;
}

interface Parts {
  title: string;
  rules: ReadonlyMap<string, GitleaksRule>;
  allowlists: readonly Allowlist[];
  targeted: readonly { id: string; allowlist: Allowlist }[];
}

function assemble(file: ConfigFile, assembly: Assembly): Parts {
  const warn = (text: string): number => assembly.warnings.push(`${file.path}: ${text}`);
  const { written, own } = inFile(file, () => {
    const content = readConfig(file.text);
    const warning = checkMinVersion(content.minversion);
    if (warning !== undefined) warn(warning);
    return { written: content, own: ownParts(content, warn) };
  });
  const base = findExtended(written.extend, { file, assembly });
  if (base === undefined) return own;
  const below = assemble(base, { ...assembly, depth: assembly.depth + 1 });
  for (const id of written.extend.disabledrules) {
    if (!below.rules.has(id)) warn(`the disabled rule '${id}' is not in ${base.path}`);
  }
  if (below.targeted.length > 0) warn(`allowlists with targetRules in ${base.path} have no effect here`);
  return {
    ...own,
    rules: extendRules(own.rules, below.rules, new Set(written.extend.disabledrules)),
    allowlists: [...own.allowlists, ...below.allowlists],
  };
}

function ownParts(written: WrittenConfig, warn: (text: string) => void): Parts {
  const rules = new Map<string, GitleaksRule>();
  for (const rule of written.rules.map(toRule)) {
    if (rules.has(rule.id)) warn(`the rule '${rule.id}' is there twice; the last one counts`);
    rules.set(rule.id, rule);
  }
  for (const { id, required } of rules.values()) {
    const missing = required.find((other) => !rules.has(other.id));
    if (missing !== undefined) {
      throw new GitleaksConfigError(`${id}: [[rules.required]] rule ID '${missing.id}' does not exist`);
    }
  }
  if (written.allowlist !== undefined && written.allowlists.length > 0) {
    throw new GitleaksConfigError("[allowlist] is deprecated, it cannot be used alongside [[allowlists]]");
  }
  const lists = written.allowlist === undefined ? written.allowlists : [written.allowlist];
  const made = lists.map((list) => ({
    ids: list.targetrules,
    allowlist: toAllowlist(list, "[[allowlists]]"),
  }));
  return {
    title: written.title,
    rules,
    allowlists: made.filter(({ ids }) => ids.length === 0).map(({ allowlist }) => allowlist),
    targeted: made.flatMap(({ ids, allowlist }) => ids.map((id) => ({ id, allowlist }))),
  };
}

function findExtended(
  { path, usedefault }: WrittenExtend,
  { file, assembly }: { file: ConfigFile; assembly: Assembly },
): ConfigFile | undefined {
  if (path === "" && !usedefault) return undefined;
  if (assembly.depth === DEEPEST_EXTEND) {
    assembly.warnings.push(
      `${file.path}: extend has no effect: ${DEEPEST_EXTEND} files are extended already`,
    );
    return undefined;
  }
  if (path !== "" && usedefault) {
    throw new GitleaksConfigError(
      `${file.path}: unable to load config due to extend.path and extend.useDefault being set`,
    );
  }
  const base = assembly.findBase(usedefault ? "default" : { path });
  if (base === undefined) {
    const named = usedefault
      ? "useDefault = true, and no default configuration is at hand"
      : `'${path}', which is not there`;
    throw new GitleaksConfigError(`${file.path}: extend names ${named}`);
  }
  return base;
}

/** Puts the file's path in front of an error's message. */
function inFile<T>(file: ConfigFile, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof GitleaksConfigError)) throw error;
    throw new GitleaksConfigError(`${file.path}: ${error.message}`);
  }
}
