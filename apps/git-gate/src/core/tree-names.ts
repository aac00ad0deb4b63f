const ID_BYTES = 20;
const SPACE = 0x20;
const NEW_LINE = 0x0a;

/**
 * The names in a tree object, one a line; null: it is no tree.
 * https://git-scm.com/book/en/v2/Git-Internals-Git-Objects `<mode> <name>\0<20 bytes>`
 */
export function treeNames(tree: Buffer): Buffer | null {
  // A name and its line end are shorter than the entry: this is hot, and one buffer is enough
  const names = Buffer.allocUnsafe(tree.length);
  const { length } = tree;
  let size = 0;
  for (let at = 0; at < length; at += ID_BYTES) {
    while (at < length && tree[at] !== SPACE) at += 1;
    // Names are short: a loop over them takes less than calls that look for their ends and copy them
    for (at += 1; at < length && tree[at] !== 0; at += 1) {
      names[size] = tree[at] ?? 0;
      size += 1;
    }
    at += 1;
    if (at + ID_BYTES > length) return null;
    names[size] = NEW_LINE;
    size += 1;
  }
  return names.subarray(0, size);
}
