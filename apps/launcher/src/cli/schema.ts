import { manifestJsonSchema } from "@claude-bottle/manifest";
import { modeline, writeSchemas } from "../host/write-schemas.ts";
import { defineCommand } from "./command.ts";

export const schema = defineCommand({
  name: "schema",
  summary: "Print the JSON Schema of the manifest, for editors",
  arguments: [],
  flags: {
    write: {
      type: "boolean",
      summary:
        "Write the schemas of bottles, agents and settings into the home, and say how a file names its own",
    },
  },
  async run({ flags }, context) {
    if (flags.write !== true) {
      context.out(`${JSON.stringify(manifestJsonSchema(), null, 2)}\n`);
      return 0;
    }
    for (const path of await writeSchemas(context.home)) context.out(`${path}\n`);
    context.err(
      `Below the first --- of a file in bottles/ and in agents/ write, for editors with a YAML language server:\n` +
        `${modeline("bottle")}\n${modeline("agent")}\n`,
    );
    return 0;
  },
});
