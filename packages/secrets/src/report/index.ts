export { jsonReport } from "./json-report.ts";
export { sarifReport } from "./sarif-report.ts";
export { textReport } from "./text-report.ts";
