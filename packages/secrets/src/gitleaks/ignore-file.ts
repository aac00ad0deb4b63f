/** What a finding is known by in a `.gitleaksignore` file. */
export interface FindingPlace {
  /** Commit id; undefined where there is none. */
  commit: string | undefined;
  file: string;
  ruleId: string;
  /** From 1. */
  startLine: number;
}

export interface IgnoreFile {
  fingerprints: ReadonlySet<string>;
  /** Lines that cannot be a fingerprint. */
  invalid: readonly string[];
}

/** `commit:file:rule:line`, or `file:rule:line` without a commit: gitleaks' fingerprint. */
export function fingerprint({ commit, ...place }: FindingPlace): string {
  return commit === undefined ? fileFingerprint(place) : `${commit}:${fileFingerprint(place)}`;
}

/** Reads fingerprints, one a line, with `#` comments; `\` in a path becomes `/`. */
export function parseIgnoreFile(text: string): IgnoreFile {
  const fingerprints = new Set<string>();
  const invalid: string[] = [];
  for (const line of text.split("\n").map((each) => each.trim())) {
    if (line === "" || line.startsWith("#")) continue;
    const parts = line.split(":");
    const file = parts.length - 3;
    if (file !== 0 && file !== 1) invalid.push(line);
    else parts[file] = (parts[file] ?? "").replaceAll("\\", "/");
    fingerprints.add(parts.join(":"));
  }
  return { fingerprints, invalid };
}

/** Whether a finding is ignored: in its commit, or wherever it is in that file. */
export function isIgnored({ fingerprints }: IgnoreFile, place: FindingPlace): boolean {
  return fingerprints.has(fileFingerprint(place)) || fingerprints.has(fingerprint(place));
}

function fileFingerprint({ file, ruleId, startLine }: Omit<FindingPlace, "commit">): string {
  return `${file}:${ruleId}:${startLine}`;
}
