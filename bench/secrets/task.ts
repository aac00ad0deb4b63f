/** What a measuring process is told. */
export interface Task {
  folders: readonly string[];
  decodeDepth: number;
  /** A gitleaks configuration in place of our rules. */
  config: string | null;
  /** 0: only the start is measured. */
  rounds: number;
}

export interface Measured {
  /** Milliseconds until the first text was scanned, without Node's own start. */
  start: number;
  /** MB for each second of processor time, by round; the first one compiles. */
  rates: readonly number[];
  /** Files that were not scanned to their end. */
  overBudget: number;
  /** Most memory, in MB. */
  rss: number;
}
