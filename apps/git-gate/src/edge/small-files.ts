import type { Place, ScanOutcome, ScanPool } from "@claude-bottle/secrets/pool";

/** Bytes that go to a worker together, however busy the workers are. */
const GROUP = 512 * 1024;
/** Groups under way as long as which more is gathered first. */
const MOST_GROUPS = 2;

export interface SmallFile {
  place: Place;
  bytes: Uint8Array;
  done: (outcome: ScanOutcome) => void;
}

/**
 * Sends small files to the workers together, as one message costs what many small searches do: at once while there is
 * little to do, and in larger groups the more there is.
 */
export class SmallFiles {
  readonly #pool: Promise<ScanPool>;
  #gathered: SmallFile[] = [];
  #size = 0;
  #groups = 0;

  constructor(pool: Promise<ScanPool>) {
    this.#pool = pool;
  }

  /** The bytes stay as they are until it is done. */
  scan(file: SmallFile): void {
    this.#gathered.push(file);
    this.#size += file.bytes.length;
    if (this.#size >= GROUP) void this.#send();
    // What git gives in one go is searched in one go
    else if (this.#gathered.length === 1) setImmediate(() => this.#sendWhereIdle());
  }

  #sendWhereIdle(): void {
    if (this.#gathered.length > 0 && this.#groups < MOST_GROUPS) void this.#send();
  }

  async #send(): Promise<void> {
    const group = this.#gathered;
    this.#gathered = [];
    this.#size = 0;
    this.#groups += 1;
    const outcomes = await this.#pool.then((pool) => pool.scanSeveral(group)).catch(() => []);
    this.#groups -= 1;
    this.#sendWhereIdle();
    for (const [index, { place, done }] of group.entries()) {
      const notScanned = { kind: "over budget", file: place.file, reason: "it was not scanned" } as const;
      done(outcomes[index] ?? notScanned);
    }
  }
}
