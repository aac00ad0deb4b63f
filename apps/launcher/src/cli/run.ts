import { nearest } from "@claude-bottle/manifest";
import { BottleError } from "@claude-bottle/shared";
import { printable } from "../core/printable.ts";
import { version } from "../host/version.ts";
import type { Context } from "./context.ts";
import { commandNames, loadCommand, loadCommands } from "./load-command.ts";
import { overview } from "./usage.ts";

/** Finds the command and carries it out; gives the exit status. */
export async function run(argv: readonly string[], context: Context): Promise<number> {
  const [name, ...rest] = argv;
  if (name === undefined) {
    context.err(overview(await loadCommands()));
    return 2;
  }
  if (name === "--help" || name === "-h" || name === "help") {
    context.out(overview(await loadCommands()));
    return 0;
  }
  if (name === "--version") {
    context.out(`${await version()}\n`);
    return 0;
  }
  const command = await loadCommand(name);
  if (command !== null) return await command.execute(rest, context);
  const near = nearest(name, commandNames);
  throw new BottleError("usage", `claude-bottle has no command "${name}"`, {
    hint: near === null ? "Run claude-bottle --help for those there are" : `Did you mean "${near}"?`,
  });
}

/** One message for a person: what could not be done, its code, and the way out. */
export function failureText(error: unknown): { text: string; status: number } {
  const known =
    error instanceof BottleError
      ? error
      : new BottleError("internal", error instanceof Error ? error.message : String(error), {
          hint: "This is a fault of claude-bottle; please report it with the command that led here",
        });
  const [headline = "", ...more] = known.message.split("\n");
  const hint = known.hint?.split("\n").map((line) => `  ${line}`) ?? [];
  const lines = [`claude-bottle: ${headline} [${known.code}]`, ...more, ...hint];
  // It may quote what others wrote
  return { text: `${printable(lines.join("\n"))}\n`, status: known.exitStatus };
}
