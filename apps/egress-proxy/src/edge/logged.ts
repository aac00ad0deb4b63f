import type { Live } from "@claude-bottle/policy";

const STAR = 0x2a;

/** Text of the agent's as the log may hold it: values of the bottle and tokens of any provider are starred out. */
export function logged(live: Live, text: string): string {
  const bytes = Buffer.from(text, "latin1");
  for (const { secret } of live.screen.find(bytes, null)) bytes.fill(STAR, secret.start, secret.end);
  return bytes.toString("latin1");
}

/** A request's target without scheme, authority and query. */
export function loggedPath(live: Live, target: string): string {
  return logged(live, target.replace(/^[a-z]+:\/\/[^/?#]*/i, "").replace(/[?#].*$/s, ""));
}
