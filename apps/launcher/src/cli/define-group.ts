import { nearest } from "@claude-bottle/manifest";
import { BottleError } from "@claude-bottle/shared";
import type { Command } from "./command.ts";
import { usage } from "./usage.ts";

interface Group {
  name: string;
  summary: string;
  /** Each by its whole name, such as `proposals list`. */
  commands: readonly Command[];
}

/** Several commands about one thing, the first word of each its name. */
export function defineGroup({ name, summary, commands }: Group): Command {
  const group: Command = {
    name,
    summary,
    arguments: [],
    flags: {},
    commands,
    async execute([word, ...argv], context) {
      if (word === undefined) {
        context.err(usage(group));
        return 2;
      }
      const command = commands.find((each) => each.name === `${name} ${word}`);
      if (command !== undefined) return await command.execute(argv, context);
      if ([word, ...argv].some((each) => each === "--help" || each === "-h")) {
        context.out(usage(group));
        return 0;
      }
      const words = commands.map((each) => each.name.slice(name.length + 1));
      const near = nearest(word, words);
      throw new BottleError("usage", `${name} has no command "${word}"`, {
        hint: near === null ? `Use one of: ${words.join(", ")}` : `Did you mean "${near}"?`,
      });
    },
  };
  return group;
}
