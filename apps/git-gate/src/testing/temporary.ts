import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A directory that is gone afterwards. */
export function temporary(): Disposable & { path: string } {
  const path = mkdtempSync(join(tmpdir(), "gate-"));
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true, maxRetries: 3 }) };
}
