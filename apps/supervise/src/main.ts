import { superviseStdinSchema } from "@claude-bottle/shared/contracts";
import { createLog, failureFacts, readDocument } from "@claude-bottle/shared/service";
import { randomInt } from "node:crypto";
import { usualLimits } from "./edge/limits.ts";
import { start } from "./edge/start.ts";
import { processTimers } from "./edge/timers.ts";

const now = (): Date => new Date();
const log = createLog({ write: (line) => process.stdout.write(line), now });

function die(error: unknown): never {
  log.event("failed", failureFacts(error));
  process.exit(1);
}

async function serve(): Promise<void> {
  const running = await start({
    document: await readDocument(superviseStdinSchema, process.stdin),
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
