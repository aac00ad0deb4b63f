import { join } from "node:path";

/**
 * The environment of a program that a test runs from its sources: one directory for what Node compiles of them, so that not
 * every process reads them anew, which takes longer than most of them run.
 */
export const compiledSources = {
  NODE_COMPILE_CACHE: join(import.meta.dirname, "../../../../node_modules/.cache/claude-bottle-tests"),
} as const;
