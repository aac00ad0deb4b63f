import { setTimeout as delay } from "node:timers/promises";
import type { PipelockControl, PipelockOutput } from "./control.ts";
import { pipelockEvent } from "./log.ts";
import { configHash } from "./reloadable.ts";

/** What pipelock said of a file that was put in its place. */
export type ReloadVerdict =
  | { verdict: "loaded" }
  | { verdict: "silent" }
  | { verdict: "failed"; reason: string };

export interface ReloadOptions {
  /** How long to wait for its word: once by itself, once more after SIGHUP. */
  patienceMs: number;
  /**
   * Wait on where it refuses a file: when the old one is put back, the refusal may still be about the one before, which
   * it can report twice.
   */
  ignoreRefusals: boolean;
}

/** Puts the file in place and waits for pipelock's word. */
export async function reload(
  control: PipelockControl,
  yaml: string,
  { patienceMs, ignoreRefusals }: ReloadOptions,
): Promise<ReloadVerdict> {
  const stop = new AbortController();
  const said = verdictIn(control.lines(stop.signal), configHash(yaml), ignoreRefusals);
  try {
    await control.put("pipelock.yaml", yaml);
    const first = await within(said, patienceMs);
    if (first !== null) return first;
    // It watches the directory; a change that the watch cannot see is taken at SIGHUP, which is harmless otherwise.
    await control.hup();
    return (await within(said, patienceMs)) ?? { verdict: "silent" };
  } finally {
    stop.abort();
    await said;
  }
}

async function verdictIn(
  lines: AsyncIterable<PipelockOutput>,
  hash: string,
  ignoreRefusals: boolean,
): Promise<ReloadVerdict> {
  const warnings: string[] = [];
  for await (const { stream, text } of lines) {
    if (stream === "stderr") {
      const failed = /^pipelock: config reload failed: (.*)$/.exec(text)?.[1];
      if (failed !== undefined && !ignoreRefusals) return { verdict: "failed", reason: failed };
      const warning = /WARNING: config reload: (.*)$/.exec(text)?.[1];
      if (warning !== undefined) warnings.push(warning);
      continue;
    }
    const event = pipelockEvent(text);
    if (event?.event === "config_reload" && event.config_hash === hash) return { verdict: "loaded" };
    if (event?.event === "error" && event.method === "CONFIG_RELOAD" && !ignoreRefusals)
      return { verdict: "failed", reason: [event.error ?? "refused", ...warnings].join("; ") };
  }
  return { verdict: "failed", reason: "its log ended" };
}

async function within<T>(promise: Promise<T>, ms: number): Promise<T | null> {
  const stop = new AbortController();
  try {
    return await Promise.race([promise, delay(ms, null, { signal: stop.signal })]);
  } finally {
    stop.abort();
  }
}
