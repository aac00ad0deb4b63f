import type { RequiredRule } from "../gitleaks/gitleaks-config.ts";
import type { ConfigDetection } from "./config-detection.ts";
import type { Found } from "./found.ts";

/** Whether each rule that is required has a finding near enough. */
export function hasRequired(
  { detection }: Found,
  required: readonly RequiredRule[],
  findingsOf: (ruleId: string) => readonly Found[],
): boolean {
  const isSatisfied = (wanted: RequiredRule): boolean =>
    findingsOf(wanted.id).some((other) => isNear(detection, other.detection, wanted));
  // A rule that is named twice needs to be near in one of both ways
  return required.every(({ id }) => required.some((other) => other.id === id && isSatisfied(other)));
}

function isNear(
  one: ConfigDetection,
  other: ConfigDetection,
  { withinLines = Infinity, withinColumns = Infinity }: RequiredRule,
): boolean {
  return (
    Math.abs(one.startLine - other.startLine) <= withinLines &&
    Math.abs(one.startColumn - other.startColumn) <= withinColumns
  );
}
