import { BottleError } from "@claude-bottle/shared";
import { fileLines } from "./follow-file.ts";
import type { Sandbox } from "./start-sandbox.ts";

const PATIENCE_MS = 30_000;
const LAST_LINES = 10;

interface Awaited<T> {
  part: string;
  signal: AbortSignal;
  /** What the line means that is waited for; null for every other line. */
  accept: (line: string) => T | null;
}

/** Reads a started sidecar's log until the line that is waited for; its last words are the failure's. */
export async function awaitLine<T>(
  sandbox: Sandbox & { log: string },
  { part, signal, accept }: Awaited<T>,
): Promise<T> {
  const late = AbortSignal.timeout(PATIENCE_MS);
  const over = new AbortController();
  void sandbox.ended.then((how) => over.abort(how));
  const last: string[] = [];
  const stop = AbortSignal.any([signal, late, over.signal]);
  for await (const line of fileLines(sandbox.log, { follow: true, signal: stop })) {
    const found = accept(line);
    if (found !== null) return found;
    last.push(line);
    if (last.length > LAST_LINES) last.shift();
  }
  signal.throwIfAborted();
  const why = late.aborted
    ? `it was not ready within ${PATIENCE_MS / 1000} s`
    : `it ended (${String(over.signal.reason)})`;
  const words = last.length === 0 ? "" : `; it said:\n${last.join("\n")}`;
  throw new BottleError("sidecar-failed", `${part} did not start: ${why}${words}`);
}
