import type { ObjectsReport } from "../core/push-scanner.ts";
import type { ScanItem } from "../core/scan-items.ts";

/** What a worker is asked. */
export type ObjectWork =
  | { kind: "objects"; bytes: Uint8Array; isFirst: boolean; isLast: boolean }
  | { kind: "items"; items: readonly ScanItem[] };

/** The report at the end of a run of objects, of items, or when there is a refusal. */
export type ObjectResult = { kind: "searched"; report: ObjectsReport } | { kind: "more" };
