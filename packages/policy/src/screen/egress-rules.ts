import type { NativeRule } from "@claude-bottle/secrets";

/** Tokens that must not leave: those that are told by their own form. What needs context is no reason to refuse. */
export const egressRules: readonly NativeRule[] = [];
