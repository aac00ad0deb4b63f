export { usualLimits, type Inflate, type Limits } from "./containers/budget.ts";
export type { ContainerKind, Part, Unread } from "./containers/part.ts";
export { unpack, type Unpacked } from "./containers/unpack.ts";
export type { Detection, Span } from "./detection.ts";
export { LOOSE_END } from "./known/known-stream.ts";
export { KnownValues, type KnownHit, type KnownValue } from "./known/known-values.ts";
export type { NativeRule } from "./rules/native-rule.ts";
export { HeldBytes } from "./stream/held-bytes.ts";
export { Screen, type ScreenStream, type ScreenView } from "./stream/screen.ts";
