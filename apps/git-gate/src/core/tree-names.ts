const ID_BYTES = 20;
const NEW_LINE = 0x0a;

/**
 * The names in a tree object, one a line; null: it is no tree.
 * https://git-scm.com/book/en/v2/Git-Internals-Git-Objects `<mode> <name>\0<20 bytes>`
 */
export function treeNames(tree: Buffer): Buffer | null {
  // A name and its line end are shorter than the entry: this is hot, and one buffer is enough
  const names = Buffer.allocUnsafe(tree.length);
  let size = 0;
  for (let at = 0; at < tree.length;) {
    const space = tree.indexOf(0x20, at);
    const end = tree.indexOf(0, space + 1);
    if (space === -1 || end === -1 || end + 1 + ID_BYTES > tree.length) return null;
    size += tree.copy(names, size, space + 1, end);
    names[size] = NEW_LINE;
    size += 1;
    at = end + 1 + ID_BYTES;
  }
  return names.subarray(0, size);
}
