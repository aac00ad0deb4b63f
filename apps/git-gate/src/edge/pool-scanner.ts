import type { Finding, ScanOutcome, ScanPool } from "@claude-bottle/secrets/pool";
import { createNativeScan, KnownValues, nativeRules, type KnownValue } from "@claude-bottle/secrets";
import type { FileScan, FoundSecret, PushScanner, ScannedFile, ScanResult } from "../core/push-scanner.ts";

/** Files up to this size go to a worker together, … */
const SMALL = 256 * 1024;
/** … larger ones by themselves, and those beyond this one in chunks, before they have come to their end. */
const LARGE = 8 * 1024 * 1024;
/** Bytes that may wait for a worker. */
const MOST_WAITING = 32 * 1024 * 1024;
/** As much of a digest as a person copies; the key is made anew at each start. */
const DIGEST_LENGTH = 22;

interface SmallFile {
  file: ScannedFile;
  bytes: Uint8Array;
  done: (result: ScanResult) => void;
}

/** Searches what a push brings in the workers of a pool: small objects many at a time, large ones as they come. */
export class PoolScanner implements PushScanner {
  readonly configuration = "pool";
  readonly #pool: Promise<ScanPool>;
  readonly #known: KnownValues;
  readonly #native = createNativeScan(nativeRules);
  #small: SmallFile[] = [];
  #waiting = 0;
  #roomy = Promise.withResolvers<void>();

  constructor(pool: Promise<ScanPool>, known: readonly KnownValue[]) {
    this.#pool = pool;
    this.#known = new KnownValues(known);
  }

  mayShow(name: string): boolean {
    const bytes = Buffer.from(name);
    return (
      this.#known.find(bytes).length === 0 &&
      this.#native({ bytes, from: 0, isEnd: true }).detections.length === 0
    );
  }

  async room(): Promise<void> {
    while (this.#waiting > MOST_WAITING) await this.#roomy.promise;
  }

  begin(file: ScannedFile): FileScan {
    let held: Uint8Array[] = [];
    let size = 0;
    let stream: ChunkStream | null = null;
    return {
      add: (chunk) => {
        size += chunk.length;
        this.#waiting += chunk.length;
        if (stream !== null) stream.push(chunk);
        else held.push(chunk);
        if (stream !== null || size <= LARGE) return;
        stream = new ChunkStream((bytes) => this.#release(bytes));
        for (const early of held) stream.push(early);
        held = [];
        stream.result = this.#scanStream(file, stream);
      },
      drop: () => {
        if (stream === null) this.#release(size);
        else stream.break();
      },
      end: async () => {
        if (stream !== null) {
          stream.end();
          return await stream.result;
        }
        const bytes = concat(held, size);
        try {
          return await (size <= SMALL ? this.#scanTogether(file, bytes) : this.#scanAlone(file, bytes));
        } finally {
          this.#release(size);
        }
      },
    };
  }

  async #scanAlone(file: ScannedFile, content: Uint8Array | AsyncIterable<Uint8Array>): Promise<ScanResult> {
    const pool = await this.#pool;
    return resultOf(await pool.scan(placeOf(file), content));
  }

  /** A scan may come to its end before the file does: what comes then is for nobody. */
  async #scanStream(file: ScannedFile, stream: ChunkStream): Promise<ScanResult> {
    try {
      return await this.#scanAlone(file, stream);
    } catch {
      return { kind: "over-budget", why: `${file.name}: it was not scanned` };
    } finally {
      stream.close();
    }
  }

  /** What git gives in one go is searched in one go. */
  #scanTogether(file: ScannedFile, bytes: Uint8Array): Promise<ScanResult> {
    if (this.#small.length === 0) setImmediate(() => void this.#flush());
    const { promise, resolve: done } = Promise.withResolvers<ScanResult>();
    this.#small.push({ file, bytes, done });
    return promise;
  }

  async #flush(): Promise<void> {
    const small = this.#small;
    this.#small = [];
    const files = small.map(({ file, bytes }) => ({ place: placeOf(file), bytes }));
    const outcomes = await this.#pool.then((pool) => pool.scanSeveral(files)).catch(() => []);
    for (const [index, { file, done }] of small.entries()) {
      const notScanned = { kind: "over budget", file: file.name, reason: "it was not scanned" } as const;
      done(resultOf(outcomes[index] ?? notScanned));
    }
  }

  #release(bytes: number): void {
    this.#waiting -= bytes;
    if (this.#waiting > MOST_WAITING) return;
    this.#roomy.resolve();
    this.#roomy = Promise.withResolvers<void>();
  }
}

/** Chunks of one file, taken when its worker asks for them; each is released once it is taken, or nobody will take it. */
class ChunkStream {
  readonly #release: (bytes: number) => void;
  readonly #chunks: Uint8Array[] = [];
  #state: "open" | "ended" | "broken" | "closed" = "open";
  #changed = Promise.withResolvers<void>();
  result: Promise<ScanResult> = Promise.resolve({ kind: "over-budget", why: "it was not scanned" });

  constructor(release: (bytes: number) => void) {
    this.#release = release;
  }

  /** Takes a copy, which the worker takes over. */
  push(chunk: Uint8Array): void {
    if (this.#state === "closed") this.#release(chunk.length);
    else this.#chunks.push(new Uint8Array(chunk));
    this.#change();
  }

  end(): void {
    if (this.#state === "open") this.#state = "ended";
    this.#change();
  }

  /** Whoever reads it fails. */
  break(): void {
    if (this.#state === "open") this.#state = "broken";
    this.#change();
  }

  /** Nobody reads it any more. */
  close(): void {
    this.#state = "closed";
    for (const { length } of this.#chunks.splice(0)) this.#release(length);
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array> {
    for (;;) {
      if (this.#state === "broken") throw new Error("the file is wanted no more");
      const chunk = this.#chunks.shift();
      if (chunk !== undefined) {
        this.#release(chunk.length);
        yield chunk;
      } else if (this.#state === "ended") return;
      else await this.#changed.promise;
    }
  }

  #change(): void {
    this.#changed.resolve();
    this.#changed = Promise.withResolvers<void>();
  }
}

/** A copy that belongs to nobody else: the worker takes it over. */
function concat(chunks: readonly Uint8Array[], size: number): Uint8Array {
  const bytes = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}

const placeOf = ({ name, isPath }: ScannedFile): { file: string; isPath: boolean } => ({
  file: name,
  isPath,
});

function resultOf(outcome: ScanOutcome): ScanResult {
  if (outcome.kind === "over budget")
    return {
      kind: "over-budget",
      why: `${outcome.file}: ${outcome.reason}: leave it out, or push it in parts`,
    };
  return {
    kind: "scanned",
    findings: outcome.findings.map(foundSecret),
    unread: outcome.unread.map(({ path, why }) => `${path} (${why})`),
  };
}

function foundSecret({
  ruleId,
  kind,
  description,
  file,
  startLine,
  startColumn,
  ...finding
}: Finding): FoundSecret {
  const isPlaced = startLine > 0;
  return {
    ruleId,
    file,
    line: isPlaced ? startLine : null,
    column: isPlaced ? startColumn : null,
    fingerprint: `${ruleId}:${(finding.digest ?? finding.fingerprint).slice(0, DIGEST_LENGTH)}`,
    redacted: kind === "known" ? `the value of ${description}` : finding.redacted,
  };
}
