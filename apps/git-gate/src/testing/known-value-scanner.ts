import { KnownValues, type KnownValue } from "@claude-bottle/secrets";
import { ObjectScan } from "../core/object-scan.ts";
import type {
  FileScan,
  FileScanner,
  FoundSecret,
  ObjectRun,
  PushScanner,
  ScannedFile,
} from "../core/push-scanner.ts";

/** Searches files in the same thread for these values and nothing else. */
export function knownValueFiles(values: readonly KnownValue[]): FileScanner {
  const known = new KnownValues(values);
  const begin = ({ name: file }: ScannedFile): FileScan => {
    const chunks: Uint8Array[] = [];
    return {
      add: (chunk) => void chunks.push(chunk),
      end() {
        const bytes = Buffer.concat(chunks);
        const findings = known.find(bytes).map(({ name, start }): FoundSecret => {
          const before = bytes.toString("latin1", 0, start);
          return {
            ruleId: "known-value",
            file,
            line: before.split("\n").length,
            column: start - before.lastIndexOf("\n"),
            fingerprint: `known-value:${name}`,
            redacted: `the value of ${name}`,
          };
        });
        return { kind: "scanned", findings, unread: [] };
      },
    };
  };
  return { begin };
}

/** Searches pushes in the same thread. */
export function scannerInThread(
  files: FileScanner,
  { configuration, mayShow }: Pick<PushScanner, "configuration" | "mayShow">,
): PushScanner {
  const begin = (): ObjectRun => {
    const scan = new ObjectScan(files);
    return {
      async add(bytes, isLast) {
        scan.add(Buffer.from(bytes));
        return isLast || scan.report.refused !== null ? scan.report : null;
      },
      [Symbol.dispose]: () => {},
    };
  };
  return {
    configuration,
    mayShow,
    begin,
    async search(items) {
      const scan = new ObjectScan(files);
      scan.addItems(items);
      return scan.report;
    },
  };
}

/** Searches pushes in the same thread for these values and nothing else. */
export function knownValueScanner(values: readonly KnownValue[]): PushScanner {
  const known = new KnownValues(values);
  return scannerInThread(knownValueFiles(values), {
    configuration: "known-values",
    mayShow: (name) => known.find(Buffer.from(name)).length === 0,
  });
}
