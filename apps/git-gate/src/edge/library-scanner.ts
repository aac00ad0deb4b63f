import type { Scanner, StreamScan } from "@claude-bottle/secrets/pool/worker";
import type { FileScan, FileScanner, ScannedFile, ScanResult } from "../core/push-scanner.ts";
import { scanResult } from "./scan-result.ts";

/** What is larger is searched as it comes, before it has come to its end. */
const LARGE = 8 * 1024 * 1024;
const NOTHING = new Uint8Array(0);

/** Searches files by all that the scanner of secrets knows. */
export class LibraryScanner implements FileScanner {
  readonly #scanner: Scanner;

  constructor(scanner: Scanner) {
    this.#scanner = scanner;
  }

  begin({ name: file, isPath }: ScannedFile): FileScan {
    return new LibraryFile(this.#scanner, { file, isPath });
  }
}

class LibraryFile implements FileScan {
  readonly #scanner: Scanner;
  readonly #place: { file: string; isPath: boolean };
  #held: Uint8Array[] = [];
  #size = 0;
  #stream: StreamScan | null = null;

  constructor(scanner: Scanner, place: { file: string; isPath: boolean }) {
    this.#scanner = scanner;
    this.#place = place;
  }

  add(chunk: Uint8Array): void {
    this.#held.push(chunk);
    this.#size += chunk.length;
    if (this.#size <= LARGE) return;
    this.#stream ??= this.#scanner.begin(this.#place);
    for (const part of this.#held.splice(0)) this.#stream.add(part);
  }

  end(): ScanResult {
    const [first = NOTHING] = this.#held;
    const whole = (): Uint8Array => (this.#held.length <= 1 ? first : Buffer.concat(this.#held));
    return scanResult(this.#stream?.end() ?? this.#scanner.scan(whole(), this.#place));
  }
}
