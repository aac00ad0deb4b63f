export { ScanPool, type Content, type ScanPoolOptions } from "./scan-pool.ts";
export type { ConfigSource, ScanSetup } from "./scan-setup.ts";
