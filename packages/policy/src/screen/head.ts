import type { Live } from "../live.ts";
import type { Finding } from "./finding.ts";
import { FindingLog } from "./finding-log.ts";

/** Screens a request's target and headers as the agent wrote them, before anything of ours is added. */
export function screenHead(
  live: Live,
  host: string,
  head: { target: string; rawHeaders: readonly string[] },
): Finding[] {
  const text = Buffer.from(`${head.target}\n${head.rawHeaders.join("\n")}`, "latin1");
  return new FindingLog().fresh(live.screen.find(text, host));
}
