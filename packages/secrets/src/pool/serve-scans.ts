import { parentPort } from "node:worker_threads";
import { GitleaksConfigError } from "../gitleaks/gitleaks-config-error.ts";
import type { ScanOutcome } from "../scan/finding.ts";
import type { Scanner } from "../scan/scanner.ts";
import type { StreamScan } from "../scan/stream-scan.ts";
import { makeScanner } from "./make-scanner.ts";
import type { Answer, Request } from "./protocol.ts";
import type { ScanSetup } from "./scan-setup.ts";

/** The work of one worker of a `ScanPool`: call it in the file that the pool is given. */
export function serveScans(): void {
  const port = parentPort;
  if (port === null) throw new Error("Scans are served in a worker thread");
  const server = new ScanServer();
  port.on("message", (request: Request) => port.postMessage(server.answer(request)));
}

/** Whether it was searched to its end and there is nothing to tell of it, as of nearly every file. */
function isPlain(outcome: ScanOutcome): boolean {
  return outcome.kind === "scanned" && outcome.findings.length === 0 && outcome.unread.length === 0;
}

class ScanServer {
  #scanner: Scanner | undefined;
  #stream: StreamScan | undefined;

  answer(request: Request): Answer {
    switch (request.kind) {
      case "setup":
        return this.#setUp(request.setup);
      case "scan": {
        if (this.#scanner === undefined) throw new Error("A scan came before the setup");
        const { place, chunk, isLast } = request;
        if (isLast) return { kind: "done", outcome: this.#scanner.scan(chunk, place) };
        this.#stream = this.#scanner.begin(place);
        this.#stream.add(chunk);
        return { kind: "more" };
      }
      case "scan-several": {
        const scanner = this.#scanner;
        if (scanner === undefined) throw new Error("Scans came before the setup");
        let from = 0;
        const outcomes = request.files.map(({ place, length }) => {
          const outcome = scanner.scan(request.bytes.subarray(from, from + length), place);
          from += length;
          return isPlain(outcome) ? null : outcome;
        });
        return { kind: "all-done", outcomes };
      }
      case "chunk": {
        if (this.#stream === undefined) throw new Error("A chunk came before its scan");
        this.#stream.add(request.chunk);
        if (!request.isLast) return { kind: "more" };
        const outcome = this.#stream.end();
        this.#stream = undefined;
        return { kind: "done", outcome };
      }
      case "drop":
        this.#stream = undefined;
        return { kind: "more" };
    }
  }

  #setUp(setup: ScanSetup): Answer {
    try {
      const { scanner, warnings } = makeScanner(setup);
      this.#scanner = scanner;
      return { kind: "ready", warnings };
    } catch (error) {
      if (!(error instanceof GitleaksConfigError)) throw error;
      return { kind: "refused", message: error.message };
    }
  }
}
