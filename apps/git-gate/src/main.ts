import { randomBytes } from "node:crypto";
import { extname, join } from "node:path";
import { ScanPool } from "@claude-bottle/secrets/pool";
import { BottleError } from "@claude-bottle/shared";
import { usualLimits } from "./core/limits.ts";
import { scanSetup } from "./core/scan-setup.ts";
import { createLog } from "./edge/log.ts";
import { PoolScanner } from "./edge/pool-scanner.ts";
import { readDocument } from "./edge/read-document.ts";
import { start } from "./edge/start.ts";

const now = (): Date => new Date();
const log = createLog({ write: (line) => process.stdout.write(line), now });

/** As many as the container has processors. */
const WORKERS = 2;
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

async function stop(running: AsyncDisposable, pool: Promise<AsyncDisposable>): Promise<void> {
  await running[Symbol.asyncDispose]();
  await (await pool)[Symbol.asyncDispose]();
}

async function serve(): Promise<void> {
  const document = await readDocument(process.stdin);
  const { known } = document;
  const pool = ScanPool.open({
    worker: new URL(`./scan-worker${extname(import.meta.filename)}`, import.meta.url),
    workers: WORKERS,
    setup: { ...scanSetup, known, digestKey: randomBytes(32) },
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
