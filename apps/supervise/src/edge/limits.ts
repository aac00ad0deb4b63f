/** Every bound on waiting and number, in milliseconds and pieces. */
export interface Limits {
  /** A call whose client is told of progress; the longest that Claude Code was measured to wait by its own settings. */
  hold: number;
  /** A call whose client did not ask for progress: below the minute that MCP clients give a silent request. */
  silentHold: number;
  /** Between two signs of life; clients give up after a minute or five of silence. */
  progress: number;
  /** Between two looks for answers where the file system does not tell of them. */
  poll: number;
  /** The agent's request from its first to its last byte. */
  request: number;
  /** For git-gate to say whether it knows a finding. */
  gate: number;
  /** What is still being answered when supervise stops. */
  grace: number;
  /** Calls that are held at one time; a further one is answered at once. */
  held: number;
  /** Proposals that wait for the operator at one time. */
  pending: number;
  /** Connections of the agent. */
  connections: number;
  /** Bytes of a request; a whole file fits in, escaped. */
  body: number;
  /** Levels of a request's JSON. */
  nesting: number;
}

export const usualLimits: Limits = {
  hold: 900_000,
  silentHold: 45_000,
  progress: 15_000,
  poll: 1_000,
  request: 15_000,
  gate: 5_000,
  grace: 2_000,
  held: 32,
  pending: 16,
  connections: 128,
  body: 512 * 1024,
  nesting: 32,
};
