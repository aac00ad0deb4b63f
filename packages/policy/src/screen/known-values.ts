import type { Hit, Needles } from "../search/needles.ts";
import type { Finding } from "./finding.ts";

const RULE = "known-value";

/** One finding for each value, however often it occurs. */
export function findingsOf(hits: readonly Hit[]): Finding[] {
  return [...new Set(hits.map(({ name }) => name))].map((name) => ({ rule: RULE, name }));
}

function decoded(text: string): string {
  return text.replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}

/** Screens a request's target and headers as the agent wrote them, before anything of ours is added. */
export function screenHead(
  needles: Needles,
  head: { target: string; rawHeaders: readonly string[] },
): Finding[] {
  if (needles.isEmpty) return [];
  let text = `${head.target}\n${head.rawHeaders.join("\n")}`;
  const hits = needles.find(Buffer.from(text, "latin1"));
  // a target may be escaped at any character and more than once
  text = head.target;
  for (let level = 0; level < 3 && text.includes("%"); level += 1) {
    const next = decoded(text);
    if (next === text) break;
    text = next;
    hits.push(...needles.find(Buffer.from(text, "latin1")));
  }
  return findingsOf(hits);
}
