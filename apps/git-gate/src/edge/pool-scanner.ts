import { createNativeScan, KnownValues, nativeRules, type KnownValue } from "@claude-bottle/secrets";
import { usualDeadline, type LentWorker, type NoResult, type WorkerPool } from "@claude-bottle/secrets/pool";
import type { ObjectRun, ObjectsReport, PushScanner, SearchReport } from "../core/push-scanner.ts";
import type { ScanItem } from "../core/scan-items.ts";
import type { ObjectResult, ObjectWork } from "./object-work.ts";

export type ObjectPool = WorkerPool<ObjectWork, ObjectResult>;

const refused = (why: string): ObjectsReport => ({
  findings: [],
  lfsPointers: [],
  unread: [],
  refused: why,
  unclean: [],
});

/** Searches what pushes bring in the workers of a pool, each of which has one run of objects at a time. */
export class PoolScanner implements PushScanner {
  readonly configuration = "pool";
  readonly #pool: Promise<ObjectPool>;
  readonly #known: KnownValues;
  readonly #native = createNativeScan(nativeRules);

  constructor(pool: Promise<ObjectPool>, known: readonly KnownValue[]) {
    this.#pool = pool;
    this.#known = new KnownValues(known);
  }

  begin(): ObjectRun {
    return new PoolRun(this.#pool);
  }

  async search(items: readonly ScanItem[]): Promise<SearchReport> {
    const pool = await this.#pool;
    using worker = await pool.lend();
    const bytes = items.reduce((sum, { content }) => sum + content.length, 0);
    return (
      reportOf(await worker.ask({ kind: "items", items }, usualDeadline(bytes))) ?? refused("it has no end")
    );
  }

  mayShow(name: string): boolean {
    const bytes = Buffer.from(name);
    return (
      this.#known.find(bytes).length === 0 &&
      this.#native({ bytes, from: 0, isEnd: true }).detections.length === 0
    );
  }
}

function reportOf(result: ObjectResult | NoResult): ObjectsReport | null {
  switch (result.kind) {
    case "searched":
      return result.report;
    case "more":
      return null;
    case "none":
      return refused(`${result.why}: push it in parts`);
  }
}

/** It has a worker for itself from its first bytes to its report. */
class PoolRun implements ObjectRun {
  readonly #worker: Promise<LentWorker<ObjectWork, ObjectResult>>;
  #before: Promise<ObjectsReport | null> = Promise.resolve(null);
  #bytes = 0;
  #isFirst = true;
  #isOver = false;

  constructor(pool: Promise<ObjectPool>) {
    this.#worker = pool.then((one) => one.lend());
  }

  async add(bytes: Uint8Array, isLast: boolean): Promise<ObjectsReport | null> {
    const before = this.#before;
    this.#before = before.then((report) => report ?? this.#ask(bytes, isLast));
    return await this.#before;
  }

  [Symbol.dispose](): void {
    this.#isOver = true;
    void this.#before.catch(() => {}).then(() => this.#giveBack());
  }

  async #ask(bytes: Uint8Array, isLast: boolean): Promise<ObjectsReport | null> {
    const worker = await this.#worker;
    if (this.#isOver) return refused("it is wanted no more");
    this.#bytes += bytes.length;
    const work: ObjectWork = { kind: "objects", bytes, isFirst: this.#isFirst, isLast };
    this.#isFirst = false;
    return reportOf(await worker.ask(work, usualDeadline(this.#bytes)));
  }

  async #giveBack(): Promise<void> {
    (await this.#worker)[Symbol.dispose]();
  }
}
