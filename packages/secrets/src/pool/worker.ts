export { makeScanner } from "./make-scanner.ts";
export { serveScans } from "./serve-scans.ts";
