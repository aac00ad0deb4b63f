/** What must not leave: a value of the bottle, or a provider's token on a host that it does not belong to. */
type FindingRule = "known-value" | "provider-token";

/** Something in outgoing bytes that must not leave. Never holds the value. */
export interface Finding {
  rule: FindingRule;
  /** What the value is called: a slot's reference, a variable's name, or what kind of token it is. */
  name: string;
}

/** What one look at outgoing bytes came to. */
export interface ScreenResult {
  /** What may be sent now. */
  pass: Uint8Array;
  /** Each once in a stream, however often it occurs. */
  findings: Finding[];
}

/** Screens one request body, or one direction of a WebSocket. One object for each; chunks in order. */
export interface OutgoingScreen {
  /**
   * For bodies. May hold back a tail that could be the beginning of a finding.
   * With `dlp_action: block` a finding stops it: `pass` ends before the finding and stays empty ever after.
   */
  push(chunk: Uint8Array): ScreenResult;
  /** The end of the body: what was held back. */
  flush(): ScreenResult;
  /**
   * For bytes that cannot be cut, such as the unmasked payload of a WebSocket frame: looks at it together
   * with what came before and holds nothing. Do not send the frame when there are findings and `blocks`.
   */
  inspect(chunk: Uint8Array): Finding[];
  /** True with `dlp_action: block`. */
  readonly blocks: boolean;
}
