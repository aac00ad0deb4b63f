import { visible } from "./visible-text.js";

const HUNK = /^@@ -\d+(?:,(\d+))? \+\d+(?:,(\d+))? @@/;

/**
 * What each line of a unified diff is. A hunk says how many lines it has: a line that is added and begins with `++` is
 * no head of a file.
 */
function lineKinds() {
  let [old, now] = [0, 0];
  /** @param {string} line @returns {"head" | "added" | "removed" | "same"} */
  return (line) => {
    const hunk = HUNK.exec(line);
    const isIn = old > 0 || now > 0;
    if (!isIn && hunk !== null) [old, now] = [Number(hunk[1] ?? 1), Number(hunk[2] ?? 1)];
    if (!isIn) return hunk !== null || /^(?:---|\+\+\+) /.test(line) ? "head" : "same";
    if (line.startsWith("\\")) return "same";
    if (!line.startsWith("+")) old -= 1;
    if (!line.startsWith("-")) now -= 1;
    return line.startsWith("+") ? "added" : line.startsWith("-") ? "removed" : "same";
  };
}

const tags = /** @type {const} */ ({ head: "span", same: "span", added: "ins", removed: "del" });

/**
 * Shows a unified diff, a line an element: its sign stays in front, and what is too long goes on below, further in.
 * @param {HTMLElement} place
 * @param {string} diff
 */
export function showDiff(place, diff) {
  const kindOf = lineKinds();
  const lines = document.createDocumentFragment();
  for (const line of diff.replace(/\n$/, "").split("\n")) {
    const kind = kindOf(line);
    const shown = document.createElement(tags[kind]);
    shown.className = kind;
    shown.append(visible(line), "\n");
    lines.append(shown);
  }
  place.replaceChildren(lines);
}
