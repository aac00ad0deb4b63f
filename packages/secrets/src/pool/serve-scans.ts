import type { ScanOutcome } from "../scan/finding.ts";
import type { Scanner } from "../scan/scanner.ts";
import type { StreamScan } from "../scan/stream-scan.ts";
import type { ScanResult, ScanWork } from "./protocol.ts";
import { serveWork } from "./serve-work.ts";

/** The work of one worker of a `ScanPool`: call it in the file that the pool is given. */
export function serveScans(): void {
  serveWork<ScanWork, ScanResult>((scanner) => {
    const server = new ScanServer(scanner);
    return (work) => server.answer(work);
  });
}

/** Whether it was searched to its end and there is nothing to tell of it, as of nearly every file. */
function isPlain(outcome: ScanOutcome): boolean {
  return outcome.kind === "scanned" && outcome.findings.length === 0 && outcome.unread.length === 0;
}

class ScanServer {
  readonly #scanner: Scanner;
  #stream: StreamScan | undefined;

  constructor(scanner: Scanner) {
    this.#scanner = scanner;
  }

  answer(work: ScanWork): ScanResult {
    switch (work.kind) {
      case "scan": {
        const { place, chunk, isLast } = work;
        if (isLast) return { kind: "done", outcome: this.#scanner.scan(chunk, place) };
        this.#stream = this.#scanner.begin(place);
        this.#stream.add(chunk);
        return { kind: "more" };
      }
      case "scan-several": {
        let from = 0;
        const outcomes = work.files.map(({ place, length }) => {
          const outcome = this.#scanner.scan(work.bytes.subarray(from, from + length), place);
          from += length;
          return isPlain(outcome) ? null : outcome;
        });
        return { kind: "all-done", outcomes };
      }
      case "chunk": {
        if (this.#stream === undefined) throw new Error("A chunk came before its scan");
        this.#stream.add(work.chunk);
        if (!work.isLast) return { kind: "more" };
        const outcome = this.#stream.end();
        this.#stream = undefined;
        return { kind: "done", outcome };
      }
      case "drop":
        this.#stream = undefined;
        return { kind: "more" };
    }
  }
}
