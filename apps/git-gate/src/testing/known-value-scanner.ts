import { KnownValues, type KnownValue } from "@claude-bottle/secrets";
import type { FileScan, FoundSecret, PushScanner, ScannedFile } from "../core/push-scanner.ts";

/** A scanner in the same thread that knows these values and nothing else. */
export function knownValueScanner(values: readonly KnownValue[]): PushScanner {
  const known = new KnownValues(values);
  const begin = ({ name: file }: ScannedFile): FileScan => {
    const chunks: Uint8Array[] = [];
    return {
      add: (chunk) => void chunks.push(chunk),
      drop: () => undefined,
      end(take) {
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
        take({ kind: "scanned", findings, unread: [] });
      },
    };
  };
  return {
    configuration: "known-values",
    open: () => ({ begin, room: async () => undefined }),
    mayShow: (name) => known.find(Buffer.from(name)).length === 0,
  };
}
