export type { Detection, Span } from "./detection.ts";
