/** @type {WeakMap<Element, string>} */
const keys = new WeakMap();

/**
 * Makes the children of `list` those of `items`, in their order. The element of an item that stays is kept, and with it
 * focus, selection and what is typed into it.
 * @template Item
 * @template {HTMLElement} Child
 * @param {HTMLElement} list
 * @param {readonly Item[]} items
 * @param {{ key: (item: Item) => string, make: () => Child, update: (child: Child, item: Item) => void }} kind
 */
export function keepInStep(list, items, { key, make, update }) {
  const wanted = new Set(items.map(key));
  /** @type {Map<string, Child>} */
  const kept = new Map();
  for (const child of Array.from(list.children)) {
    const its = keys.get(child);
    if (its === undefined || !wanted.has(its)) child.remove();
    else kept.set(its, /** @type {Child} */ (child));
  }
  const focused = document.activeElement;
  items.forEach((item, index) => {
    const child = kept.get(key(item)) ?? make();
    keys.set(child, key(item));
    update(child, item);
    const there = list.children[index];
    if (there !== child) list.insertBefore(child, there ?? null);
  });
  // An element that is moved loses focus
  if (focused instanceof HTMLElement && focused.isConnected && document.activeElement !== focused)
    focused.focus();
}
