import { serveWork, type Scanner } from "@claude-bottle/secrets/pool/worker";
import { ObjectScan } from "../core/object-scan.ts";
import { RepeatedTexts } from "../core/repeated-texts.ts";
import { LibraryScanner } from "./library-scanner.ts";
import type { ObjectResult, ObjectWork } from "./object-work.ts";

/** What a worker does that searches pushes. */
export function serveObjects(): void {
  serveWork<ObjectWork, ObjectResult>((scanner) => {
    const server = new ObjectServer(scanner);
    return (work) => server.answer(work);
  });
}

class ObjectServer {
  readonly #scanner: LibraryScanner;
  /** Of all pushes: one text has one result. */
  readonly #repeated = new RepeatedTexts();
  #run: ObjectScan | null = null;

  constructor(scanner: Scanner) {
    this.#scanner = new LibraryScanner(scanner);
  }

  answer(work: ObjectWork): ObjectResult {
    const run = work.kind === "objects" && !work.isFirst ? this.#run : null;
    const scan = run ?? new ObjectScan(this.#scanner, this.#repeated);
    this.#run = scan;
    const { report } = scan;
    if (work.kind === "items") scan.addItems(work.items);
    else
      try {
        scan.add(Buffer.from(work.bytes.buffer, work.bytes.byteOffset, work.bytes.length));
      } catch (error) {
        if (!(error instanceof SyntaxError)) throw error;
        report.refused ??= error.message;
      }
    if (work.kind === "objects" && !work.isLast && report.refused === null) return { kind: "more" };
    this.#run = null;
    return { kind: "searched", report };
  }
}
