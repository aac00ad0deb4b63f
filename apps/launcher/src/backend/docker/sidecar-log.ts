import type { Duplex } from "node:stream";
import { BottleError } from "@claude-bottle/shared";
import { frameLines } from "./demultiplex.ts";

const PATIENCE_MS = 30_000;
const LAST_LINES = 10;

interface Awaited<T> {
  name: string;
  output: Duplex;
  signal: AbortSignal;
  /** What the line means that is waited for; null for every other line. */
  accept: (line: string) => T | null;
}

/** Reads a started sidecar's output until the line that is waited for; its last words are the failure's. */
export async function awaitLine<T>({ name, output, signal, accept }: Awaited<T>): Promise<T> {
  const late = AbortSignal.timeout(PATIENCE_MS);
  const stop = AbortSignal.any([signal, late]);
  const close = (): void => void output.destroy();
  stop.addEventListener("abort", close, { once: true });
  const last: string[] = [];
  try {
    for await (const { line } of frameLines(output)) {
      const found = accept(line);
      if (found !== null) return found;
      last.push(line);
      if (last.length > LAST_LINES) last.shift();
    }
  } catch (cause) {
    if (!stop.aborted) throw failed(name, `its output broke off: ${String(cause)}`, last);
  } finally {
    stop.removeEventListener("abort", close);
    output.destroy();
  }
  signal.throwIfAborted();
  throw failed(name, late.aborted ? `it was not ready within ${PATIENCE_MS / 1000} s` : "it ended", last);
}

function failed(name: string, why: string, last: readonly string[]): BottleError {
  const words = last.length === 0 ? "" : `; it said:\n${last.join("\n")}`;
  return new BottleError("sidecar-failed", `${name} did not start: ${why}${words}`);
}
