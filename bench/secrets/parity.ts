import { readFileSync } from "node:fs";
import { ConfigScanner } from "../../packages/secrets/src/config-scan/config-scanner.ts";
import { loadConfig } from "../../packages/secrets/src/gitleaks/load-config.ts";
import { compareFindings, type Comparison } from "./compare-findings.ts";
import { findWithOurs } from "./find-with-ours.ts";
import { findWithGitleaks, type Gitleaks } from "./gitleaks.ts";

export interface Parity {
  /** Files cut as gitleaks cuts them: there must be no difference. */
  inFragments: Comparison;
  /** Whole files: what a border of gitleaks' cut hides or makes up. */
  whole: Comparison;
}

/** Compares gitleaks with ours, by gitleaks' own configuration, over the files below a folder. */
export async function parity(gitleaks: Gitleaks, folder: string, decodeDepth: number): Promise<Parity> {
  const file = { path: gitleaks.config, text: readFileSync(gitleaks.config, "utf8") };
  const scanner = new ConfigScanner(loadConfig(file).config);
  const theirs = await findWithGitleaks(gitleaks, folder, decodeDepth);
  const compare = (inFragments: boolean): Comparison =>
    compareFindings(findWithOurs(scanner, { folder, decodeDepth, inFragments }), theirs);
  return { inFragments: compare(true), whole: compare(false) };
}
