import { basename, join } from "node:path";
import type { RolldownOptions } from "rolldown";
import { lightBuiltins } from "./light-builtins.ts";

/**
 * A bundle in `dist/` of the package at `root` for each of these programs of its `src/`; they share nothing. What a program
 * loads only when it is wanted lies beside it under its own name.
 */
export function serviceBundles(root: string, programs: readonly string[]): RolldownOptions[] {
  return programs.map((program) => ({
    input: { [basename(program, ".ts")]: join(root, "src", program) },
    platform: "node",
    plugins: [lightBuiltins],
    output: {
      dir: join(root, "dist"),
      format: "esm",
      minify: true,
      entryFileNames: "[name].mjs",
      chunkFileNames: "[name].mjs",
    },
  }));
}
