export type { ScanOutcome } from "../scan/finding.ts";
export type { Scanner } from "../scan/scanner.ts";
export type { StreamScan } from "../scan/stream-scan.ts";
export { makeScanner } from "./make-scanner.ts";
export { serveScans } from "./serve-scans.ts";
export { serveWork } from "./serve-work.ts";
