import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type EditorSchema, editorSchema, editorSchemas } from "@claude-bottle/manifest";

const FOLDER = "schema";

/** The comment that leads an editor's YAML language server from a file in `bottles/` or `agents/` to its schema. */
export const modeline = (name: EditorSchema): string =>
  `# yaml-language-server: $schema=../${FOLDER}/${name}.json`;

/** Writes each schema into the home, over those of an earlier version; gives their paths. */
export async function writeSchemas(home: string): Promise<string[]> {
  const folder = join(home, FOLDER);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  return await Promise.all(
    (Object.keys(editorSchemas) as EditorSchema[]).map(async (name) => {
      const path = join(folder, `${name}.json`);
      await writeFile(path, `${JSON.stringify(editorSchema(name), null, 2)}\n`);
      return path;
    }),
  );
}
