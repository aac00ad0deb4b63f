import type { FileStore } from "./file-store.ts";

/** A file on its way: no reader looks at a name that begins with a dot. */
const temporaryName = (name: string): string => `.${name}.tmp`;

export interface NamedText {
  directory: string;
  name: string;
  text: string;
}

/** Whoever looks finds the whole text or what was there before; once this returns, the text outlives a crash. */
export async function writeAtomically(files: FileStore, { directory, name, text }: NamedText): Promise<void> {
  const temporary = `${directory}/${temporaryName(name)}`;
  await files.remove(temporary);
  await files.write(temporary, text);
  await files.sync(temporary);
  await files.rename(temporary, `${directory}/${name}`);
  await files.syncDirectory(directory);
}
