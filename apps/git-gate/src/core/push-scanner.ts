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

/** Takes the result of one search. A call costs less than a promise, and a push has hundreds of thousands of them. */
export type TakeResult = (result: ScanResult) => void;

/** The search of one file. */
export interface FileScan {
  /** The chunk stays as it is until the result is there, and may be kept until then. */
  add(chunk: Uint8Array): void;
  /** Each search has one result, also one that failed. */
  end(take: TakeResult): void;
  /** In place of `end`, where nobody wants to know any more. */
  drop(): void;
}

/** The search of one push. */
export interface PushSearch {
  begin(file: ScannedFile): FileScan;
  /** Resolves once it holds so little that more content may come. Other pushes do not hold it up. */
  room(): Promise<void>;
}

/** What searches everything that pushes bring. */
export interface PushScanner {
  /** Changes whenever what it finds may change. */
  readonly configuration: string;
  open(): PushSearch;
  /** Whether a path or a ref's name may be told: a secret can be in there too. */
  mayShow(name: string): boolean;
}
