/** Most pairs of lines that are compared; beyond, the part that differs is shown as replaced. */
const MOST_PAIRS = 1_000_000;
const CONTEXT = 3;

/**
 * What differs between two texts, line by line, as one hunk with three lines around it; empty where nothing does.
 * @param {string} before
 * @param {string} after
 * @returns {string}
 */
export function lineDiff(before, after) {
  if (before === after) return "";
  const [old, now] = [before.split("\n"), after.split("\n")];
  let start = 0;
  while (start < old.length && start < now.length && old[start] === now[start]) start += 1;
  let end = 0;
  while (end < old.length - start && end < now.length - start && old.at(-1 - end) === now.at(-1 - end))
    end += 1;
  const middle = differing(old.slice(start, old.length - end), now.slice(start, now.length - end));
  const lead = old.slice(Math.max(0, start - CONTEXT), start).map((line) => ` ${line}`);
  const trail = old
    .slice(old.length - end)
    .slice(0, CONTEXT)
    .map((line) => ` ${line}`);
  const lines = [...lead, ...middle, ...trail];
  const first = start - lead.length + 1;
  /** @param {string} sign */
  const count = (sign) => lines.filter((line) => !line.startsWith(sign)).length;
  return [`@@ -${first},${count("+")} +${first},${count("-")} @@`, ...lines].join("\n");
}

/**
 * @param {string[]} old
 * @param {string[]} now
 * @returns {string[]}
 */
function differing(old, now) {
  if (old.length * now.length > MOST_PAIRS) {
    return [...old.map((line) => `-${line}`), ...now.map((line) => `+${line}`)];
  }
  const common = longestCommon(old, now);
  const width = now.length + 1;
  /** @param {number} i @param {number} j */
  const at = (i, j) => common[i * width + j] ?? 0;
  const lines = [];
  let [i, j] = [0, 0];
  while (i < old.length || j < now.length) {
    if (i < old.length && j < now.length && old[i] === now[j]) {
      lines.push(` ${old[i]}`);
      i += 1;
      j += 1;
    } else if (j >= now.length || (i < old.length && at(i + 1, j) >= at(i, j + 1))) {
      lines.push(`-${old[i]}`);
      i += 1;
    } else {
      lines.push(`+${now[j]}`);
      j += 1;
    }
  }
  return lines;
}

/**
 * For each pair of positions, how many lines are common from there on (Wagner and Fischer 1974).
 * @param {string[]} old
 * @param {string[]} now
 */
function longestCommon(old, now) {
  const width = now.length + 1;
  const common = new Uint32Array((old.length + 1) * width);
  for (let i = old.length - 1; i >= 0; i -= 1) {
    for (let j = now.length - 1; j >= 0; j -= 1) {
      const [skipOld, skipNow] = [common[(i + 1) * width + j] ?? 0, common[i * width + j + 1] ?? 0];
      common[i * width + j] =
        old[i] === now[j] ? (common[(i + 1) * width + j + 1] ?? 0) + 1 : Math.max(skipOld, skipNow);
    }
  }
  return common;
}
