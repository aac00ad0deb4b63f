import { Needles, SearchWindow, type Hit } from "@claude-bottle/policy";
import type { FileScan, FoundSecret, PushScanner } from "./push-scanner.ts";

/** Bytes of a file from its start in which the line of a finding is told. */
const LINES_WITHIN = 1_000_000;
const NEW_LINE = 0x0a;

/** Line and column of an offset, both from 1. */
function placeOf(bytes: Uint8Array, offset: number): { line: number; column: number } {
  let line = 1;
  let start = 0;
  for (let at = bytes.indexOf(NEW_LINE); at !== -1 && at < offset; at = bytes.indexOf(NEW_LINE, at + 1)) {
    line += 1;
    start = at + 1;
  }
  return { line, column: offset - start + 1 };
}

class KnownValueScan implements FileScan {
  readonly #window: SearchWindow;
  readonly #head: Uint8Array[] = [];
  readonly #found: { name: string; offset: number }[] = [];
  #size = 0;

  constructor(needles: Needles) {
    this.#window = new SearchWindow(needles);
  }

  add(chunk: Uint8Array): void {
    if (this.#size < LINES_WITHIN) this.#head.push(chunk);
    this.#size += chunk.length;
    const { bytes, known, hits } = this.#window.push(chunk);
    this.#take(hits, this.#size - bytes.length, known);
  }

  end(): { kind: "scanned"; findings: FoundSecret[] } {
    const head = this.#found.length > 0 ? Buffer.concat(this.#head) : Buffer.alloc(0);
    const findings = this.#found.map(({ name, offset }): FoundSecret => {
      const place = offset < head.length ? placeOf(head, offset) : { line: null, column: null };
      const fingerprint = `known-value:${name}`;
      return { ruleId: "known-value", ...place, fingerprint, redacted: `the value of ${name}` };
    });
    return { kind: "scanned", findings };
  }

  /** Only what ends behind `known`: the rest was reported before. */
  #take(hits: readonly Hit[], from: number, known: number): void {
    for (const { start, end, name } of hits)
      if (start >= 0 && end > known) this.#found.push({ name, offset: from + start });
  }
}

/** Finds the bottle's own values, in every spelling that the proxy knows. */
export function knownValueScanner(known: readonly { name: string; value: string }[]): PushScanner {
  const needles = new Needles(known);
  return { configuration: "known-values", begin: () => new KnownValueScan(needles) };
}
