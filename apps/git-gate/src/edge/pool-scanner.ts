import type { Place, ScanPool } from "@claude-bottle/secrets/pool";
import { createNativeScan, KnownValues, nativeRules, type KnownValue } from "@claude-bottle/secrets";
import type { FileScan, PushScanner, PushSearch, ScannedFile, ScanResult } from "../core/push-scanner.ts";
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
    let streamed: Promise<ScanResult> | null = null;
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
      end: async () => {
        if (streamed !== null) {
          stream?.end();
          return await streamed;
        }
        this.#wait(size + BESIDES_CONTENT);
        try {
          return await this.#scanWhole(file, held, size);
        } finally {
          this.#wait(-size - BESIDES_CONTENT);
        }
      },
    };
  }

  async #scanWhole(file: ScannedFile, parts: readonly Uint8Array[], size: number): Promise<ScanResult> {
    const [first] = parts;
    if (size > SMALL) return scanResult(await (await this.#pool).scan(placeOf(file), concat(parts, size)));
    const bytes = parts.length === 1 && first !== undefined ? first : concat(parts, size);
    return scanResult(await this.#small.scan(placeOf(file), bytes));
  }

  /** A scan may come to its end before the file does: what comes then is for nobody. */
  async #scanStream(file: ScannedFile, stream: ChunkStream): Promise<ScanResult> {
    try {
      return scanResult(await (await this.#pool).scan(placeOf(file), stream));
    } catch {
      return { kind: "over-budget", why: `${file.name}: it was not scanned` };
    } finally {
      stream.close();
    }
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
