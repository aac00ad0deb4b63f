import type { Live } from "@claude-bottle/policy";

const STAR = 0x2a;

/** Text of the agent's as the log may hold it: every value of the bottle's that we know is starred out. */
export function logged(live: Live, text: string): string {
  const bytes = Buffer.from(text, "latin1");
  for (const { start, end } of live.known.find(bytes)) bytes.fill(STAR, start, end);
  return bytes.toString("latin1");
}

/** A request's target without scheme, authority and query. */
export function loggedPath(live: Live, target: string): string {
  return logged(live, target.replace(/^[a-z]+:\/\/[^/?#]*/i, "").replace(/[?#].*$/s, ""));
}
