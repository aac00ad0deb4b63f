import type { CleanObjects } from "../core/clean-objects.ts";
import { MOST_FINDINGS } from "../core/object-scan.ts";
import type { ObjectRun, ObjectsReport, PushScanner, SearchReport } from "../core/push-scanner.ts";
import { shownReport } from "../core/shown-name.ts";

/** Bytes that go to a worker together: it is done with them in some milliseconds. */
const PIECE = 512 * 1024;
/** Bytes of one push that may wait to be searched. */
const MOST_WAITING = 4 * 1024 * 1024;

export interface RunOptions {
  scanner: PushScanner;
  /** By the lines that list them. */
  clean: CleanObjects;
}

/** Deals out what `git cat-file` writes to whoever searches it, cut where objects end, and gathers what that gives. */
export class ObjectRuns implements Disposable {
  readonly #options: RunOptions;
  /** Lines of the objects that no run has yet. */
  readonly #expected: string[] = [];
  #dealt = 0;
  #gathered: Buffer[] = [];
  #size = 0;
  /** A run that has begun and still has to be brought to the end of an object. */
  #open: ObjectRun | null = null;
  readonly #running = new Set<ObjectRun>();
  readonly #reports: Promise<ObjectsReport | null>[] = [];
  #findings = 0;
  #waiting = 0;
  #roomy = Promise.withResolvers<void>();
  /** Why the search cannot come to its end; null: it can, as far as is known. */
  refused: string | null = null;

  constructor(options: RunOptions) {
    this.#options = options;
  }

  /** These come next. */
  expect(lines: readonly string[]): void {
    for (const line of lines) this.#expected.push(line);
  }

  /** `whole`: bytes of the chunk up to the end of an object; `ended`: objects that came to their end so far. */
  add(chunk: Buffer, whole: number, ended: number): void {
    if (whole > 0) {
      this.#gather(chunk.subarray(0, whole));
      if (this.#open !== null || this.#size >= PIECE) this.#send(ended);
    }
    if (whole < chunk.length) this.#gather(chunk.subarray(whole));
    if (this.#size >= PIECE) this.#send(null);
  }

  /** Whether more may come. */
  get hasRoom(): boolean {
    return this.#waiting <= MOST_WAITING;
  }

  /** Resolves once more may come. */
  async room(): Promise<void> {
    while (!this.hasRoom) await this.#roomy.promise;
  }

  /** What came of all that was added. `ended` as above, where the last object has come to its end. */
  async done(ended: number | null): Promise<SearchReport> {
    if (ended !== null && this.#size > 0) this.#send(ended);
    const reports = (await Promise.all(this.#reports)).filter((report) => report !== null);
    const report = {
      findings: reports.flatMap(({ findings }) => findings),
      lfsPointers: reports.flatMap(({ lfsPointers }) => lfsPointers),
      unread: reports.flatMap(({ unread }) => unread),
      refused: this.refused,
    };
    return shownReport(report, this.#options.scanner);
  }

  /** Whether every object that was expected came. */
  get isComplete(): boolean {
    return this.#expected.length === 0;
  }

  [Symbol.dispose](): void {
    for (const run of this.#running) run[Symbol.dispose]();
  }

  #gather(bytes: Buffer): void {
    this.#gathered.push(bytes);
    this.#size += bytes.length;
  }

  /** Brings a run to its end where as many objects have ended by now; null: an object is still to come to its end. */
  #send(ended: number | null): void {
    const bytes = joined(this.#gathered.splice(0), this.#size);
    this.#size = 0;
    const run = this.#open ?? this.#options.scanner.begin();
    this.#running.add(run);
    this.#open = ended === null ? run : null;
    const lines = ended === null ? [] : this.#expected.splice(0, ended - this.#dealt);
    this.#dealt = ended ?? this.#dealt;
    this.#waiting += bytes.length;
    const report = this.#search(run, bytes, ended === null ? null : lines);
    // Told by `done`; until then it is no unhandled rejection
    report.catch(() => {});
    this.#reports.push(report);
  }

  async #search(
    run: ObjectRun,
    bytes: Uint8Array,
    lines: readonly string[] | null,
  ): Promise<ObjectsReport | null> {
    const size = bytes.length;
    const report = await run.add(bytes, lines !== null).finally(() => {
      this.#waiting -= size;
      this.#roomy.resolve();
      this.#roomy = Promise.withResolvers<void>();
    });
    if (report === null) return null;
    run[Symbol.dispose]();
    this.#running.delete(run);
    this.refused ??= report.refused;
    if (report.refused !== null) return report;
    const unclean = new Set(report.unclean);
    for (const [position, line] of (lines ?? []).entries())
      if (!unclean.has(position)) this.#options.clean.add(line);
    this.#findings += report.findings.length;
    if (this.#findings > MOST_FINDINGS)
      this.refused ??= `it holds more than ${MOST_FINDINGS} findings: push it in parts`;
    return report;
  }
}

/** In memory that belongs to it alone, so that a worker can take it over. */
function joined(parts: readonly Uint8Array[], size: number): Uint8Array {
  const bytes = Buffer.allocUnsafeSlow(size);
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
