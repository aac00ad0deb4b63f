import { parentPort } from "node:worker_threads";
import { GitleaksConfigError } from "../gitleaks/gitleaks-config-error.ts";
import type { Scanner } from "../scan/scanner.ts";
import { makeScanner } from "./make-scanner.ts";
import type { Answer, Request } from "./protocol.ts";

/** The work of one worker of a `WorkerPool`: call it in the file that the pool is given. */
export function serveWork<Work, Result>(begin: (scanner: Scanner) => (work: Work) => Result): void {
  const port = parentPort;
  if (port === null) throw new Error("Scans are served in a worker thread");
  let serve: ((work: Work) => Result) | undefined;
  const answer = (request: Request<Work>): Answer<Result> => {
    if (request.kind === "work") {
      if (serve === undefined) throw new Error("Work came before the setup");
      return { kind: "result", result: serve(request.work) };
    }
    try {
      const { scanner, warnings } = makeScanner(request.setup);
      serve = begin(scanner);
      return { kind: "ready", warnings };
    } catch (error) {
      if (!(error instanceof GitleaksConfigError)) throw error;
      return { kind: "refused", message: error.message };
    }
  };
  port.on("message", (request: Request<Work>) => port.postMessage(answer(request)));
}
