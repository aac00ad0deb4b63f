const ID_BYTES = 20;

/**
 * The names in a tree object, one a line; null: it is no tree.
 * https://git-scm.com/book/en/v2/Git-Internals-Git-Objects `<mode> <name>\0<20 bytes>`
 */
export function treeNames(tree: Buffer): Buffer | null {
  const names: Buffer[] = [];
  for (let at = 0; at < tree.length;) {
    const space = tree.indexOf(0x20, at);
    const end = tree.indexOf(0, space + 1);
    if (space === -1 || end === -1 || end + 1 + ID_BYTES > tree.length) return null;
    names.push(tree.subarray(space + 1, end), NEW_LINE);
    at = end + 1 + ID_BYTES;
  }
  return Buffer.concat(names);
}

const NEW_LINE = Buffer.from("\n");
