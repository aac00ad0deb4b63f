import type { NativeRule } from "../rules/native-rule.ts";
import { LiteralHits, LiteralScan } from "./literal-scan.ts";

/** A literal and the rules that look for it. */
export interface LiteralUse {
  literal: string;
  rules: readonly NativeRule[];
}

/** Rules by the literals that they look for, compiled once. */
export class NativeTable {
  readonly scan: LiteralScan;
  /** Where literals that were seen go; nothing in it outlives a call. */
  readonly hits = new LiteralHits();
  /** Where the two sides of a cut are put together; nothing in it outlives a call. */
  readonly seam: Buffer;
  readonly uses: readonly LiteralUse[];
  readonly longestLiteral: number;
  /** Most bytes before the end of a literal that any rule looks at. */
  readonly lookBack: number;

  constructor(rules: readonly NativeRule[]) {
    const users = new Map<string, NativeRule[]>();
    for (const rule of rules)
      for (const literal of new Set(rule.literals)) users.set(literal, [...(users.get(literal) ?? []), rule]);
    this.uses = [...users].map(([literal, its]) => ({ literal, rules: its }));
    this.scan = new LiteralScan(this.uses.map(({ literal }) => Buffer.from(literal, "latin1")));
    this.longestLiteral = Math.max(0, ...this.uses.map(({ literal }) => literal.length));
    this.seam = Buffer.alloc(2 * this.longestLiteral);
    this.lookBack = this.longestLiteral + Math.max(0, ...rules.map(({ reach }) => reach.before));
  }
}
