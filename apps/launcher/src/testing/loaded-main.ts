import { registerHooks } from "node:module";

/** Prints every module that those named by its arguments load before any command is run. */
const loaded: string[] = [];
registerHooks({
  load(url, context, next) {
    loaded.push(url);
    return next(url, context);
  },
});
for (const name of process.argv.slice(2)) await import(name);
process.stdout.write(`${loaded.join("\n")}\n`);
