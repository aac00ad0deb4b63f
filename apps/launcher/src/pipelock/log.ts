import { z } from "zod";
import { isListingQuestion } from "./listing.ts";
import { pipelockPatterns } from "./patterns.ts";

const eventSchema = z.looseObject({
  event: z.string(),
  level: z.string().optional(),
  scanner: z.string().optional(),
  method: z.string().optional(),
  status: z.string().optional(),
  target: z.string().optional(),
  url: z.string().optional(),
  reason: z.string().optional(),
  error: z.string().optional(),
  detail: z.string().optional(),
  config_hash: z.string().optional(),
  version: z.string().optional(),
  time: z.string().optional(),
  request_id: z.string().optional(),
  total_bytes: z.number().optional(),
  duration_ms: z.number().optional(),
});
const shown = eventSchema.strip();

/** One event of pipelock's log, with its raw text still in it: for deciding, never for showing. */
export type PipelockEvent = z.infer<typeof eventSchema>;

/** The event in a line of standard output; null for anything else, such as its banner. */
export function pipelockEvent(line: string): PipelockEvent | null {
  if (!line.startsWith("{")) return null;
  try {
    return eventSchema.safeParse(JSON.parse(line)).data ?? null;
  } catch {
    return null;
  }
}

/** Whether pipelock took its file. It says so a moment before its port is open: its health check must follow, more than once. */
export function isStartup(event: PipelockEvent): boolean {
  return event.event === "startup";
}

function isNoise(event: PipelockEvent): boolean {
  return (
    // One for every intercepted tunnel, at level warn.
    (event.event === "anomaly" && event.scanner === "tls_intercept") ||
    (event.event === "error" && /use of closed network connection/.test(event.error ?? "")) ||
    // Our own question whether a name is listed.
    (event.event === "blocked" && isListingQuestion(event.url ?? ""))
  );
}

const token = new RegExp(pipelockPatterns.map(({ regex }) => `(?:${regex})`).join("|"), "gi");

const redacted = (text: string): string =>
  text
    .replaceAll(/(https?:\/\/)(?:[^\s/"?#]*@)?([^\s/"?#]*)(?:[/?#][^\s"]*)?/gi, "$1$2/[redacted]")
    .replaceAll(token, "[redacted]");

/**
 * A line of pipelock's log as it may be shown, or null for noise. A core rule that finds a secret in a URL logs the URL
 * with the secret, so only known fields pass and every URL is cut at its host
 * and every token of a known form is taken out.
 */
export function shownLine(line: string): string | null {
  const event = pipelockEvent(line);
  if (event === null) return line.trim() === "" || line.startsWith("{") ? null : redacted(line);
  if (isNoise(event)) return null;
  const fields = Object.entries(shown.parse(event)).map(([key, value]) => [
    key,
    typeof value === "string" ? redacted(value) : value,
  ]);
  return JSON.stringify(Object.fromEntries(fields));
}
