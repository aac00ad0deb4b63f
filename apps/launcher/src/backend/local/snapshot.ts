import { PassThrough } from "node:stream";
import { BottleError } from "@claude-bottle/shared";
import { CHANGED, SNAPSHOT_SCRIPT } from "../snapshot-script.ts";
import { runInSandbox } from "./command-session.ts";

const WORDS = 2_000;

interface Wanted {
  /** The sandbox's socket. */
  commands: string;
  directory: string;
  signal: AbortSignal;
}

/** A tar of a directory in the agent as its user sees it; no byte where there is none. */
export async function* snapshotOf({ commands, directory, signal }: Wanted): AsyncGenerator<Uint8Array> {
  signal.throwIfAborted();
  const stdout = new PassThrough();
  const stderr = new PassThrough();
  let words = "";
  stderr.on("data", (chunk: Buffer) => {
    if (words.length < WORDS) words += chunk.toString();
  });
  const over = new AbortController();
  const status = runInSandbox(commands, {
    command: ["/bin/sh", "-c", SNAPSHOT_SCRIPT, directory],
    environment: {},
    streams: { stdin: new PassThrough(), stdout, stderr, terminal: null },
    stdin: false,
    signal: AbortSignal.any([signal, over.signal]),
  }).finally(() => stdout.end());
  status.catch(() => undefined);
  try {
    for await (const chunk of stdout) yield chunk;
  } finally {
    over.abort();
    signal.throwIfAborted();
  }
  const ended = await status;
  if (ended <= CHANGED) return;
  const why = `Could not read "${directory}" in the agent (${ended}): ${words.trim()}`;
  throw new BottleError("engine-failed", why);
}
