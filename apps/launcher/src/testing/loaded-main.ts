import { registerHooks } from "node:module";

/** Prints every module that the table of commands loads before any of them is run. */
const loaded: string[] = [];
registerHooks({
  load(url, context, next) {
    loaded.push(url);
    return next(url, context);
  },
});
await import("../cli/run.ts");
process.stdout.write(`${loaded.join("\n")}\n`);
