import { join } from "node:path";
import { migrate as migrated } from "@claude-bottle/manifest";
import { BottleError } from "@claude-bottle/shared";
import { exists, legacyFile, readNamedFile } from "../host/files.ts";
import { writeManifestFile } from "../host/manifest-files.ts";
import { defineCommand } from "./command.ts";
import { hostPath } from "./load.ts";

export const migrate = defineCommand({
  name: "migrate",
  summary: "Write a claude-bottle.json of earlier versions as one file per bottle and agent",
  arguments: [{ name: "file", required: false }],
  flags: {},
  async run({ arguments: [file] }, context) {
    const path = file === undefined ? await legacyFile(context) : hostPath(file, context);
    if (path === null) {
      throw new BottleError("file-missing", "There is no claude-bottle.json to migrate", {
        hint: "Name the file: claude-bottle migrate <file>",
      });
    }
    const files = migrated(path, await readNamedFile(path)).map(({ path: below, text }) => ({
      path: join(context.home, below),
      text,
    }));
    for (const { path: target } of files) {
      if (!(await exists(target))) continue;
      throw new BottleError("manifest-invalid", `"${target}" exists already; nothing was written`, {
        hint: "Move it away, or take that entry out of the file to migrate",
      });
    }
    for (const { path: target, text } of files) {
      await writeManifestFile(target, text);
      context.out(`${target}\n`);
    }
    context.err(`Migrated "${path}", which is no longer read; delete it when the new files are right\n`);
    return 0;
  },
});
