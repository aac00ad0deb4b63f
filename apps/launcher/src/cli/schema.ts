import { manifestJsonSchema } from "@claude-bottle/manifest";
import { defineCommand } from "./command.ts";

export const schema = defineCommand({
  name: "schema",
  summary: "Print the JSON Schema of the manifest, for editors",
  arguments: [],
  flags: {},
  async run(_, context) {
    context.out(`${JSON.stringify(manifestJsonSchema(), null, 2)}\n`);
    return 0;
  },
});
