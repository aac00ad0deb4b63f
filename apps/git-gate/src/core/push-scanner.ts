import type { ScanItem } from "./scan-items.ts";

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
  /** `outer!inner` where it lies in a container; otherwise the file's own name. */
  file: string;
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
  /** Id of the object; null: it is not in an object. */
  object: string | null;
  /** The oldest new commit that brings it; null: none does, as with a ref's name, or it is not known yet. */
  commit: string | null;
}

/** `over-budget`: the content was not searched to its end, and counts as not clean. */
export type ScanResult =
  | {
      kind: "scanned";
      findings: readonly FoundSecret[];
      /** What lies in it and cannot be looked into, with the reason: `a.zip!b (encrypted)`. */
      unread: readonly string[];
    }
  | { kind: "over-budget"; why: string };

/** The search of one file. */
export interface FileScan {
  /** The chunk stays as it is until the end, and may be kept until then. */
  add(chunk: Uint8Array): void;
  end(): ScanResult;
}

/** Searches one file after the other, in the thread of whoever calls it. */
export interface FileScanner {
  begin(file: ScannedFile): FileScan;
}

/** What a search gave. Names in it are as they came: they may hold a secret themselves. */
export interface SearchReport {
  findings: Finding[];
  /** Paths of pointers of Git LFS. */
  lfsPointers: string[];
  /** What lies in containers and cannot be looked into, with the reason. */
  unread: string[];
  /** Why it was not scanned to its end; null: it was. */
  refused: string | null;
}

export interface ObjectsReport extends SearchReport {
  /** Which of the objects, from 0, are not clean. */
  unclean: number[];
}

/** The search of objects one behind the other, as `git cat-file` writes them. Disposing drops what has not come to its end. */
export interface ObjectRun extends Disposable {
  /**
   * Takes the next bytes over; `isLast`: with them an object ends, and the run. Resolves once they are searched: to the
   * report at the end of the run or when there is a refusal, before that to null.
   */
  add(bytes: Uint8Array, isLast: boolean): Promise<ObjectsReport | null>;
}

/** What searches everything that pushes bring. */
export interface PushScanner {
  /** Changes whenever what it finds may change. */
  readonly configuration: string;
  /** Several runs go on side by side. */
  begin(): ObjectRun;
  /** Searches what is no object. */
  search(items: readonly ScanItem[]): Promise<SearchReport>;
  /** Whether a path or a ref's name may be told: a secret can be in there too. */
  mayShow(name: string): boolean;
}
