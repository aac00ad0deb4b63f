export type { Detection, Span } from "./detection.ts";
export { createNativeScan } from "./native/native-scan.ts";
export type { NativeFindings, NativeInput } from "./native/native-scan.ts";
export { genericConfig } from "./rules/generic/generic-config.ts";
export { nativeRules } from "./rules/index.ts";
export type { NativeRule } from "./rules/native-rule.ts";
