import type { PushScanner } from "./push-scanner.ts";

/** In place of a name that is itself a finding. */
const WITHHELD = "(a name that is withheld)";

/** A path or a ref's name as it may be told: a secret can be in there too. */
export function shownName(name: string, scanner: PushScanner): string {
  const scan = scanner.begin({ name: "(name)", isPath: false });
  scan.add(Buffer.from(name));
  const result = scan.end();
  return result.kind === "scanned" && result.findings.length === 0 ? name : WITHHELD;
}
