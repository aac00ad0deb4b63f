import type { PushScanner } from "./push-scanner.ts";

/** In place of a name that is itself a finding. */
const WITHHELD = "(a name that is withheld)";

/** A path or a ref's name as it may be told. */
export function shownName(name: string, scanner: PushScanner): string {
  return scanner.mayShow(name) ? name : WITHHELD;
}
