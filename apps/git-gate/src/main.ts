import { gateStdinSchema } from "@claude-bottle/policy";
import { createLog, failureFacts, readDocument } from "@claude-bottle/shared/service";
import { randomBytes } from "node:crypto";
import { extname, join } from "node:path";
import { fullSetup, WorkerPool } from "@claude-bottle/secrets/pool";
import { usualLimits } from "./core/limits.ts";
import { PoolScanner, type ObjectPool } from "./edge/pool-scanner.ts";
import { start } from "./edge/start.ts";

const now = (): Date => new Date();
const log = createLog({ write: (line) => process.stdout.write(line), now });

/** As many as the container has processors. */
const WORKERS = 2;

function die(error: unknown): never {
  log.event("failed", failureFacts(error));
  process.exit(1);
}

async function stop(running: AsyncDisposable, pool: Promise<AsyncDisposable>): Promise<void> {
  await running[Symbol.asyncDispose]();
  await (await pool)[Symbol.asyncDispose]();
}

async function serve(): Promise<void> {
  const document = await readDocument(gateStdinSchema, process.stdin);
  const { known } = document;
  const pool: Promise<ObjectPool> = WorkerPool.open({
    worker: new URL(`./scan-worker${extname(import.meta.filename)}`, import.meta.url),
    workers: WORKERS,
    setup: { ...fullSetup, known, digestKey: randomBytes(32) },
  });
  // Nothing waits for it at the start, and nothing is pushed without it
  pool.catch(die);
  const running = await start({
    document,
    scanner: new PoolScanner(pool, known),
    limits: usualLimits,
    log,
    now,
    hooks: join(import.meta.dirname, "hooks"),
  });
  for (const signal of ["SIGTERM", "SIGINT"]) {
    process.once(signal, () => void stop(running, pool).then(() => process.exit(0), die));
  }
}

process.on("uncaughtException", die);
await serve().catch(die);
