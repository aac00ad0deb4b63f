import type { PushScanner, SearchReport } from "./push-scanner.ts";

/** In place of a name that is itself a finding. */
const WITHHELD = "(a name that is withheld)";

/** A path or a ref's name as it may be told. */
export function shownName(name: string, scanner: PushScanner): string {
  return scanner.mayShow(name) ? name : WITHHELD;
}

/** The report with its names as they may be told. */
export function shownReport<Report extends SearchReport>(report: Report, scanner: PushScanner): Report {
  const shown = (name: string): string => shownName(name, scanner);
  return {
    ...report,
    findings: report.findings.map((finding) => ({ ...finding, file: shown(finding.file) })),
    lfsPointers: report.lfsPointers.map(shown),
    unread: report.unread.map(shown),
  };
}
