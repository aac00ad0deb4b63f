import { globSync } from "node:fs";
import { basename, join } from "node:path";
import { lightBuiltins } from "@claude-bottle/shared/bundling";
import { defineConfig } from "rolldown";

const src = join(import.meta.dirname, "src");
/** One file each: where it runs it sees that and nothing beside it. */
const alone: Record<string, string> = {
  inside: "backend/local/inside/inside-main.ts",
  relay: "backend/local/inside/relay-main.ts",
  "provider-main": "demo/provider-main.ts",
};
/** Programs that are started as files of their own: threads, and what runs elsewhere. */
const programs = globSync("**/*-main.ts", { cwd: src }).filter(
  (path) => !/(?:^|\/)testing\//.test(path) && !Object.values(alone).includes(path),
);
const inputs = ["main.ts", ...programs];

export default defineConfig([
  {
    input: Object.fromEntries(inputs.map((path) => [basename(path, ".ts"), join(src, path)])),
    platform: "node",
    // Optional parts of the engine's client: native code that is faster where somebody has built it
    external: ["cpu-features", "react-devtools-core", /\.node$/],
    // What dependencies in the older module form find beside them
    transform: {
      define: { "process.env.NODE_ENV": JSON.stringify("production"), __dirname: "import.meta.dirname" },
    },
    output: {
      dir: join(import.meta.dirname, "dist"),
      format: "esm",
      minify: true,
      entryFileNames: "[name].mjs",
      // All in one directory, so that a program is found beside whatever starts it
      chunkFileNames: "[name]-[hash].mjs",
      cleanDir: true,
      codeSplitting: {
        groups: [
          // What a launch loads, along with all that it imports: each file more takes its time to be found and read
          { name: "launch", test: /apps\/launcher\/src\/(?:program|cli\/start)\.ts$/ },
        ],
      },
    },
    plugins: [
      lightBuiltins,
      {
        name: "programs beside the bundle",
        transform: {
          filter: { id: /apps\/launcher\/src\// },
          handler: (code) => code.replaceAll(/"(?:[./\w-]+\/)?([\w-]+-main)\.ts"/g, '"./$1.mjs"'),
        },
      },
    ],
  },
  ...Object.entries(alone).map(([name, path]) => ({
    input: join(src, path),
    platform: "node" as const,
    plugins: [lightBuiltins],
    output: { file: join(import.meta.dirname, `dist/${name}.mjs`), format: "esm" as const, minify: true },
  })),
]);
