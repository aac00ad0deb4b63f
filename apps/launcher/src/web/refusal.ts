/** A request that the dashboard does not answer: what is sent instead. */
export interface Refusal {
  status: number;
  /** The rule that refused, e.g. `host`, `origin`, `token`. */
  error: string;
  message: string;
  /** What to do about it, as an imperative sentence without a full stop. */
  hint: string;
}
