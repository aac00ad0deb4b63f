import { Automaton } from "../automaton/automaton.ts";
import { HitBuffer } from "../automaton/hit-buffer.ts";
import type { NativeRule } from "../rules/native-rule.ts";

/** Rules by the literals that they look for, compiled once. */
export class NativeTable {
  readonly automaton: Automaton;
  /** Where an automaton's hits go; nothing in it outlives a call. */
  readonly hits = new HitBuffer();
  /** Most bytes before the end of a literal that any rule looks at. */
  readonly lookBack: number;
  readonly #uses: readonly { literal: string; rules: readonly NativeRule[] }[];

  constructor(rules: readonly NativeRule[]) {
    const users = new Map<string, NativeRule[]>();
    let lookBack = 0;
    for (const rule of rules)
      for (const literal of new Set(rule.literals)) {
        users.set(literal, [...(users.get(literal) ?? []), rule]);
        lookBack = Math.max(lookBack, rule.reach.before + literal.length);
      }
    this.#uses = [...users].map(([literal, its]) => ({ literal, rules: its }));
    this.automaton = new Automaton(this.#uses.map(({ literal }) => Buffer.from(literal, "latin1")));
    this.lookBack = lookBack;
  }

  get isEmpty(): boolean {
    return this.#uses.length === 0;
  }

  /** A literal that was seen, by its index in the automaton, and the rules that look for it. */
  use(index: number): { literal: string; rules: readonly NativeRule[] } {
    return this.#uses[index] ?? { literal: "", rules: [] };
  }
}
