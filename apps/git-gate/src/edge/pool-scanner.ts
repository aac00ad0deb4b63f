import type { Content, Place, ScanOutcome, ScanPool } from "@claude-bottle/secrets/pool";
import { createNativeScan, KnownValues, nativeRules, type KnownValue } from "@claude-bottle/secrets";
import type { FileScan, PushScanner, PushSearch, ScannedFile, TakeResult } from "../core/push-scanner.ts";
import { ChunkStream } from "./chunk-stream.ts";
import { scanResult } from "./scan-result.ts";
import { SmallFiles } from "./small-files.ts";

/** Files up to this size go to a worker together, … */
const SMALL = 256 * 1024;
/** … larger ones by themselves, and those beyond this one in chunks, before they have come to their end. */
const LARGE = 8 * 1024 * 1024;
/** Bytes of one push that may wait for a worker, … */
const MOST_WAITING = 8 * 1024 * 1024;
/** … with what is held for a file besides its content: of small ones that is most. */
const BESIDES_CONTENT = 2048;

/** Searches what pushes bring in the workers of a pool: small objects many at a time, large ones as they come. */
export class PoolScanner implements PushScanner {
  readonly configuration = "pool";
  readonly #pool: Promise<ScanPool>;
  readonly #small: SmallFiles;
  readonly #known: KnownValues;
  readonly #native = createNativeScan(nativeRules);

  constructor(pool: Promise<ScanPool>, known: readonly KnownValue[]) {
    this.#pool = pool;
    this.#small = new SmallFiles(pool);
    this.#known = new KnownValues(known);
  }

  open(): PushSearch {
    return new PoolSearch(this.#pool, this.#small);
  }

  mayShow(name: string): boolean {
    const bytes = Buffer.from(name);
    return (
      this.#known.find(bytes).length === 0 &&
      this.#native({ bytes, from: 0, isEnd: true }).detections.length === 0
    );
  }
}

/**
 * Only what a worker can take already counts as waiting, and only within one push: a push that waits for others, with a file
 * of which the rest can come only once it has waited, would wait for ever.
 */
class PoolSearch implements PushSearch {
  readonly #pool: Promise<ScanPool>;
  readonly #small: SmallFiles;
  #waiting = 0;
  #roomy = Promise.withResolvers<void>();

  constructor(pool: Promise<ScanPool>, small: SmallFiles) {
    this.#pool = pool;
    this.#small = small;
  }

  async room(): Promise<void> {
    while (this.#waiting > MOST_WAITING) await this.#roomy.promise;
  }

  begin(file: ScannedFile): FileScan {
    let held: Uint8Array[] = [];
    let size = 0;
    let stream: ChunkStream | null = null;
    let streamed: Promise<ScanOutcome> | null = null;
    return {
      add: (chunk) => {
        size += chunk.length;
        if (stream === null) {
          held.push(chunk);
          if (size <= LARGE) return;
          stream = new ChunkStream((bytes) => this.#wait(-bytes));
          streamed = this.#scanStream(file, stream);
        } else held = [chunk];
        for (const part of held.splice(0)) {
          this.#wait(part.length);
          stream.push(part);
        }
      },
      drop: () => stream?.break(),
      end: (take) => {
        stream?.end();
        if (streamed === null) this.#scanWhole(file, { parts: held, size }, take);
        else void streamed.then((outcome) => take(scanResult(outcome)));
      },
    };
  }

  #scanWhole(
    file: ScannedFile,
    { parts, size }: { parts: readonly Uint8Array[]; size: number },
    take: TakeResult,
  ): void {
    this.#wait(size + BESIDES_CONTENT);
    const settle = (outcome: ScanOutcome): void => {
      this.#wait(-size - BESIDES_CONTENT);
      take(scanResult(outcome));
    };
    const [first] = parts;
    const bytes = size <= SMALL && parts.length === 1 && first !== undefined ? first : concat(parts, size);
    if (size <= SMALL) this.#small.scan({ place: placeOf(file), bytes, done: settle });
    else void this.#scan(file, bytes).then(settle);
  }

  #scan(file: ScannedFile, content: Content): Promise<ScanOutcome> {
    const place = placeOf(file);
    return this.#pool
      .then((pool) => pool.scan(place, content))
      .catch(() => ({ kind: "over budget", file: place.file, reason: "it was not scanned" }));
  }

  /** A scan may come to its end before the file does: what comes then is for nobody. */
  async #scanStream(file: ScannedFile, stream: ChunkStream): Promise<ScanOutcome> {
    const outcome = await this.#scan(file, stream);
    stream.close();
    return outcome;
  }

  #wait(bytes: number): void {
    this.#waiting += bytes;
    if (this.#waiting > MOST_WAITING) return;
    this.#roomy.resolve();
    this.#roomy = Promise.withResolvers<void>();
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

const placeOf = ({ name, isPath }: ScannedFile): Place => ({ file: name, isPath });
