export { extendedBy } from "../gitleaks/extended-by.ts";
export { GitleaksConfigError } from "../gitleaks/gitleaks-config-error.ts";
export type { ConfigFile } from "../gitleaks/load-config.ts";
export type { Finding, Place, ScanOutcome } from "../scan/finding.ts";
export { ScanPool, type Content, type ScanPoolOptions, usualDeadline } from "./scan-pool.ts";
export { fullSetup, type ConfigSource, type ScanSetup } from "./scan-setup.ts";
export { type LentWorker, type NoResult, WorkerPool, type WorkerPoolOptions } from "./worker-pool.ts";
