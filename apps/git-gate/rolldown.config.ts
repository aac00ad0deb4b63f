import { serviceBundles } from "@claude-bottle/shared/bundling";
import { defineConfig } from "rolldown";

export default defineConfig(
  serviceBundles(import.meta.dirname, ["main.ts", "healthcheck.ts", "scan-worker.ts", "ask.ts"]),
);
