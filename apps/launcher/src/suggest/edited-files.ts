import { type Library, readLibrary, resolveBottle, type SourceFile } from "@claude-bottle/manifest";
import type { BottleChange } from "../explain/bottle-change.ts";
import { editBottle } from "./edit-bottle.ts";

export interface EditedFile {
  path: string;
  before: string;
  after: string;
}

/**
 * The manifest files that the changes of a bottle touch: its own, or the one it extends that declares the route. The
 * result was read as a manifest is. Throws what is wrong with it.
 */
export function editedFiles(
  { library, files }: { library: Library; files: readonly SourceFile[] },
  bottle: { name: string; lineage: readonly string[] },
  changes: readonly BottleChange[],
): EditedFile[] {
  const byPath = Map.groupBy(changes, (change) => pathFor(change, library, bottle));
  const edited = [...byPath].map(([path, own]) => {
    const before = files.find((file) => file.path === path)?.text ?? "";
    return { path, before, after: editBottle(before, own) };
  });
  const texts = new Map(edited.map(({ path, after }) => [path, after]));
  const read = readLibrary(files.map((file) => ({ ...file, text: texts.get(file.path) ?? file.text })));
  resolveBottle(read, bottle.name);
  return edited;
}

function pathFor(
  change: BottleChange,
  library: Library,
  { name, lineage }: { name: string; lineage: readonly string[] },
): string {
  const declares = (part: string): boolean => {
    const routes = library.bottles.get(part)?.data?.egress_proxy?.routes ?? [];
    return "host" in change && routes.some(({ host }) => host === change.host);
  };
  const part = lineage.find(declares) ?? name;
  return library.bottles.get(part)?.source.file ?? "";
}
