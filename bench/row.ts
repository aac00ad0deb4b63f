/** One line of the `--json` file. */
interface Row {
  id: string;
  unit: string;
  ours: number;
  /** What it is held against; null: nothing to compare with, or it could not be had here. */
  peer: number | null;
  /** `ours` to `peer`: the median of the rounds' ratios where they were measured in rounds. */
  ratio: number | null;
}

/** A row with what only the table shows. */
export interface Measurement {
  row: Row;
  /** The same without anything in between, where that means something. */
  direct?: number;
  /** Ratio of each round. */
  ratios?: readonly number[];
}

export interface BenchOptions {
  /** Fewer and shorter rounds: shows that it runs, not how fast. */
  quick: boolean;
  /** Tells the person who waits, one line at a time. */
  say: (line: string) => void;
}

export type Bench = (options: BenchOptions) => Promise<Measurement[]>;
