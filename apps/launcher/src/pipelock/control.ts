export interface PipelockOutput {
  stream: "stdout" | "stderr";
  text: string;
}

/** A running pipelock, in a container or as a plain process. */
export interface PipelockControl {
  /** Puts a file into its configuration directory as a whole, by rename or archive. */
  put(name: string, content: string): Promise<void>;
  /** Runs `check` of the very same binary on a file of its configuration directory. */
  check(name: string): Promise<{ ok: boolean; says: string }>;
  /** Sends SIGHUP. */
  hup(): Promise<void>;
  /** Every line that it writes after this call, until the signal; ends early only when pipelock does. */
  lines(signal: AbortSignal): AsyncIterable<PipelockOutput>;
  /**
   * The body of its answer to `listingQuestion(name)`; null where nobody of ours can ask it, because it is the agent's
   * own proxy.
   */
  ask: ((name: string) => Promise<string>) | null;
}
