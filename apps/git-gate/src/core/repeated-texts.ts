import type { ScanResult, TakeResult } from "./push-scanner.ts";
import type { ScanItem } from "./scan-items.ts";

/** Texts that are remembered, … */
const MOST = 4096;
/** … and the bytes of one beyond which it is not. */
const LONGEST = 2048;

/** What is known of a text, or who waits for it. */
interface Searched {
  result: ScanResult | null;
  waiting: TakeResult[];
}

/**
 * Searches a text that comes again once: most commits change a file, and leave the names in the directories above it as they
 * are. Whoever brings it again gets the same result.
 */
export class RepeatedTexts {
  readonly #searched = new Map<string, Searched>();

  search({ file, content, mayRepeat }: ScanItem, search: (take: TakeResult) => void, take: TakeResult): void {
    if (!mayRepeat || content.length > LONGEST) {
      search(take);
      return;
    }
    const text = Buffer.from(content.buffer, content.byteOffset, content.length).toString("latin1");
    const key = `${file.name}\0${text}`;
    const known = this.#searched.get(key);
    if (known !== undefined) {
      if (known.result === null) known.waiting.push(take);
      else take(known.result);
      return;
    }
    const searched: Searched = { result: null, waiting: [take] };
    this.#searched.set(key, searched);
    const [oldest] = this.#searched.size > MOST ? this.#searched.keys() : [];
    if (oldest !== undefined) this.#searched.delete(oldest);
    search((result) => {
      searched.result = result;
      for (const each of searched.waiting.splice(0)) each(result);
    });
  }
}
