import { defineConfig } from "vitest/config";
import type { Reporter, TestModule } from "vitest/node";

/** Prints the plain closing line that a CI log is read for. */
const plainCount: Reporter = {
  onTestRunEnd(modules: readonly TestModule[]) {
    const count = { passed: 0, failed: 0, skipped: 0, pending: 0 };
    for (const module of modules) {
      for (const test of module.children.allTests()) count[test.result().state] += 1;
      if (module.errors().length > 0) count.failed += 1;
    }
    process.stdout.write(
      `\n${count.passed} passed, ${count.failed} failed, ${count.skipped + count.pending} skipped\n`,
    );
  },
};

export default defineConfig({
  test: {
    include: ["{apps,packages}/*/src/**/*.test.ts", "{docker,tests,bench}/**/*.test.ts"],
    isolate: false,
    maxWorkers: 2,
    // Generous, so that only what hangs runs into it, also on a busy machine
    testTimeout: 60_000,
    hookTimeout: 120_000,
    reporters: ["default", plainCount],
  },
});
