import { readFileSync } from "node:fs";
import { relative } from "node:path";
import type { ConfigScanner } from "../../packages/secrets/src/config-scan/config-scanner.ts";
import { digest, type Finding } from "./finding.ts";
import { filesBelow } from "./files-below.ts";
import { fragments } from "./fragments.ts";

export interface OurScan {
  folder: string;
  decodeDepth: number;
  /** Whether files are cut as gitleaks cuts them; if not, each is scanned whole. */
  inFragments: boolean;
}

/** What our scanner finds in the files below a folder, in gitleaks' way: its comments and path allowlists count. */
export function findWithOurs(
  scanner: ConfigScanner,
  { folder, decodeDepth, inFragments }: OurScan,
): Finding[] {
  return filesBelow(folder).flatMap((path) => {
    const bytes = readFileSync(path);
    const pieces = inFragments ? fragments(bytes) : [{ bytes, line: 0 }];
    return pieces.flatMap((piece) => {
      const options = { path, decodeDepth, allowComments: true, pathAllowlists: true, digest };
      const result = scanner.scan(piece.bytes, options);
      if (result.kind === "over budget") throw new Error(`${path}: ${result.reason}`);
      return result.detections.map(({ ruleId, startLine, startColumn, tags, digest: made }) => ({
        ruleId,
        file: relative(folder, path),
        startLine: startLine === 0 ? 0 : startLine + piece.line,
        startColumn,
        digest: made ?? digest(""),
        tags,
      }));
    });
  });
}
