/** One thing to search: an object, or a name or text that a push carries. */
export interface ScannedFile {
  /** What to call it in a message: a path, or e.g. `(commit message)`. */
  name: string;
  /** Whether `name` is a path in the repository, so that rules about paths hold for it. */
  isPath: boolean;
}

/** What a rule found in one file. It never holds the value. */
export interface FoundSecret {
  ruleId: string;
  /** From 1; null where lines mean nothing. */
  line: number | null;
  column: number | null;
  /** The same wherever this rule finds this value. */
  fingerprint: string;
  /** What may be shown of the value. */
  redacted: string;
}

/** The same with where it stands. */
export interface Finding extends FoundSecret {
  file: string;
  /** Id of the object; null: it is not in an object. */
  object: string | null;
  /** The oldest new commit that brings it; null: none does, as with a ref's name, or it is not known yet. */
  commit: string | null;
}

/** `over-budget`: the content was not searched to its end, and counts as not clean. */
type ScanResult =
  | { kind: "scanned"; findings: readonly FoundSecret[] }
  | { kind: "over-budget"; why: string };

/** The search of one file. */
export interface FileScan {
  /** The chunk stays as it is until `end`, and may be kept until then. */
  add(chunk: Uint8Array): void;
  end(): ScanResult;
}

/** What searches everything that a push brings. */
export interface PushScanner {
  /** Changes whenever what it finds may change. */
  readonly configuration: string;
  begin(file: ScannedFile): FileScan;
}
