import type { DashboardEvent } from "../core/dashboard/event.ts";
import type { Row, Size } from "../core/dashboard/row.ts";

/** What a screen shows and whom it tells. */
export interface ScreenOptions {
  paint: (size: Size) => Row[];
  hear: (event: DashboardEvent) => void;
  colour: boolean;
}

/** The whole terminal, until it is closed. */
export interface Screen extends AsyncDisposable {
  /** Paints anew. */
  refresh(): void;
  /** Lends the terminal to the work and takes it back afterwards. */
  lend<T>(work: () => Promise<T>): Promise<T>;
  /** Rejects when the screen failed. */
  readonly closed: Promise<void>;
}
