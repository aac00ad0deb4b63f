/** How bytes can be written as text. The last two are not among gitleaks' own. */
export const ENCODINGS = ["percent", "unicode", "hex", "base64", "escape", "wrapped-base64"] as const;

export type Encoding = (typeof ENCODINGS)[number];

/** Where two touch, the one that comes first here is decoded and the other waits for the next pass. */
const PRECEDENCE: readonly Encoding[] = ["percent", "unicode", "escape", "hex", "base64", "wrapped-base64"];

export function precedes(a: Encoding, b: Encoding): boolean {
  return PRECEDENCE.indexOf(a) < PRECEDENCE.indexOf(b);
}
