import type { ScanResult } from "./push-scanner.ts";
import type { ScanItem } from "./scan-items.ts";

/** Texts that are remembered, … */
const MOST = 4096;
/** … and the bytes of one beyond which it is not. */
const LONGEST = 2048;

/**
 * Searches a text that comes again once: most commits change a file, and leave the names in the directories above it as they
 * are.
 */
export class RepeatedTexts {
  readonly #results = new Map<string, ScanResult>();

  search({ file, content, mayRepeat }: ScanItem, search: () => ScanResult): ScanResult {
    if (!mayRepeat || content.length > LONGEST) return search();
    const text = Buffer.from(content.buffer, content.byteOffset, content.length).toString("latin1");
    const key = `${file.name}\0${text}`;
    const known = this.#results.get(key);
    if (known !== undefined) return known;
    const result = search();
    this.#results.set(key, result);
    const [oldest] = this.#results.size > MOST ? this.#results.keys() : [];
    if (oldest !== undefined) this.#results.delete(oldest);
    return result;
  }
}
