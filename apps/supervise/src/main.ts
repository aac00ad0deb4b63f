import { randomInt } from "node:crypto";
import { BottleError } from "@claude-bottle/shared";
import { usualLimits } from "./edge/limits.ts";
import { createLog } from "./edge/log.ts";
import { readDocument } from "./edge/read-document.ts";
import { start } from "./edge/start.ts";
import { processTimers } from "./edge/timers.ts";

const now = (): Date => new Date();
const log = createLog({ write: (line) => process.stdout.write(line), now });

/** Errors are told by their code alone, unless they are ours: what others write may quote what they were given. */
function failure(error: unknown): Record<string, unknown> {
  if (error instanceof BottleError) return { code: error.code, message: error.message, hint: error.hint };
  const code = error instanceof Error && "code" in error ? String(error.code) : undefined;
  return { code: code ?? (error instanceof Error ? error.name : "unknown") };
}

function die(error: unknown): never {
  log.event("failed", failure(error));
  process.exit(1);
}

async function serve(): Promise<void> {
  const running = await start({
    document: await readDocument(process.stdin),
    limits: usualLimits,
    timers: processTimers,
    log,
    now,
    random: (below) => randomInt(below),
  });
  for (const signal of ["SIGTERM", "SIGINT"]) {
    process.once(signal, () => void running[Symbol.asyncDispose]().then(() => process.exit(0), die));
  }
}

process.on("uncaughtException", die);
await serve().catch(die);
