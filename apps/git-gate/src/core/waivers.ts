import type { Finding } from "./push-scanner.ts";

/** A finding that the operator lets pass, in one bottle. */
export interface Waiver {
  fingerprint: string;
  reason: string;
}

const FINGERPRINT = /^[\x21-\x7e]{1,200}$/;

export const isFingerprint = (text: string): boolean => FINGERPRINT.test(text);

/** The findings that nobody waived. */
export function withoutWaived(findings: readonly Finding[], waived: ReadonlySet<string>): Finding[] {
  return findings.filter(({ fingerprint }) => !waived.has(fingerprint));
}
