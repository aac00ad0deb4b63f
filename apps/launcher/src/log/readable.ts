import type { LogLine } from "../backend/backend.ts";
import { printable } from "../core/printable.ts";
import { isRefusal, type LogEvent, readEvent } from "./read-event.ts";

/** How a line is meant; colour says it a second time, never alone. */
export type Tone = "refused" | "warned" | "plain";

const SERVICE_WIDTH = "egress-proxy".length;
/** Facts that stand in the line already, or are of no use to a reader. */
const LEFT_OUT = new Set(["level", "component"]);

/** One line of a log for a person: the time of day in UTC, the service, what happened. */
export function readable(line: LogLine): { text: string; tone: Tone } {
  const event = readEvent(line);
  const time = line.time.slice(11, 19);
  const text = `${time}  ${line.service.padEnd(SERVICE_WIDTH)}  ${printable(words(event))}`;
  return { text, tone: toneOf(event) };
}

function toneOf(event: LogEvent): Tone {
  if (isRefusal(event)) return "refused";
  const isWarning =
    (event.kind === "request" && event.decision.verdict === "warn") ||
    (event.kind === "other" && /fail/.test(event.event));
  return isWarning ? "warned" : "plain";
}

function words(event: LogEvent): string {
  if (event.kind === "text") return event.text;
  if (event.kind === "request") {
    const { verdict, method, host, path, rule, status, ms } = event.decision;
    return `${verdict.toUpperCase().padEnd(5)}  ${method} ${host}${path}  ${status} by ${rule}, ${Math.round(ms)} ms`;
  }
  if (event.kind === "push") {
    const { verdict, remote, refs, ms } = event.push;
    const word = verdict === "clean" ? "PUSH " : "DENY ";
    return `${word}  ${remote} ${refs.join(" ")}  ${verdict}, ${Math.round(ms)} ms`;
  }
  const facts = Object.entries(event.facts)
    .filter(([key]) => !LEFT_OUT.has(key))
    .map(([key, value]) => `${key}=${typeof value === "string" ? value : JSON.stringify(value)}`);
  return [event.kind === "blocked" ? "DENY   pipelock" : event.event, ...facts].join("  ");
}
