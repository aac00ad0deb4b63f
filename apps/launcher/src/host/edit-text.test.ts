import { mkdtempDisposable, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { editText } from "./edit-text.ts";

const file = { fileName: "routes.yaml", text: "routes: []\n" };

/** An editor that runs this script with the file as `$1`. */
async function editorOf(script: string) {
  const folder = await mkdtempDisposable(join(tmpdir(), "claude-bottle-editor-"));
  const path = join(folder.path, "editor script");
  await writeFile(path, `cd '${folder.path}'\n${script}\n`);
  return { folder, command: `sh '${path}'` };
}

test("F48 what the editor saved is given back; the file was for its owner only, and is gone", async () => {
  const { folder, command } = await editorOf(`
echo "$1" > path
stat -c %a "$1" > mode
stat -c %a "$(dirname "$1")" >> mode
echo "# edited" >> "$1"`);
  await using _ = folder;
  expect(await editText(file, command)).toBe("routes: []\n# edited\n");
  const path = (await readFile(join(folder.path, "path"), "utf8")).trim();
  expect(path).toMatch(/\/routes\.yaml$/);
  expect(await readFile(join(folder.path, "mode"), "utf8")).toBe("600\n700\n");
  await expect(readFile(path)).rejects.toThrow("ENOENT");
});

test("F48 an editor that changes nothing gives nothing", async () => {
  expect(await editText(file, "true")).toBe(null);
});

test.for([
  ["false", "status 1"],
  ["no-such-editor-at-all 2>/dev/null", "status 127"],
  ["kill -TERM $$; :", "SIGTERM"],
] as const)("F48 an editor %j that fails is named, and its text is not taken", async ([editor, how]) => {
  await expect(editText(file, editor)).rejects.toMatchObject({
    code: "not-available",
    message: `The editor "${editor}" ended with ${how}`,
  });
});
