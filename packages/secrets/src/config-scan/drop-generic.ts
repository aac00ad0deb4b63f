import type { StepBudget } from "../regex/step-budget.ts";
import type { Found } from "./found.ts";

/** Leaves out what a generic rule found where another rule found the same, or more, on the same line. */
export function dropGeneric(all: readonly Found[], budget: StepBudget): readonly Found[] {
  if (!all.some(isGeneric)) return all;
  const specific = new Map<number, Uint8Array[]>();
  for (const found of all) {
    if (isGeneric(found)) continue;
    const { startLine } = found.detection;
    const onLine = specific.get(startLine);
    if (onLine === undefined) specific.set(startLine, [found.secret]);
    else onLine.push(found.secret);
  }
  return all.filter((found) => {
    if (!isGeneric(found)) return true;
    const others = specific.get(found.detection.startLine) ?? [];
    return !others.some((secret) => {
      budget.spend(1 + (secret.length >> 4));
      return contains(secret, found.secret);
    });
  });
}

function isGeneric({ detection }: Found): boolean {
  return detection.ruleId.toLowerCase().includes("generic");
}

function contains(whole: Uint8Array, part: Uint8Array): boolean {
  return asBuffer(whole).includes(asBuffer(part));
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
}
