// Controls, direction marks and whatever else has no shape of its own: it could hide or reorder what a text says.
const UNSEEN = /(?:(?![\n\t])[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}])+/gu;

/** @param {string} character */
const nameOf = (character) =>
  `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`;

/** Most characters of a run that are named one by one. */
const MOST_NAMED = 8;

/** @param {string} run */
function namesOf(run) {
  const characters = Array.from(run);
  const named = characters.slice(0, MOST_NAMED).map(nameOf).join(" ");
  return characters.length > MOST_NAMED
    ? `${named} and ${characters.length - MOST_NAMED} more unseen`
    : named;
}

/**
 * Text that others wrote, as nodes: it stays text, and what cannot be seen in it is shown by its number.
 * @param {string} text
 * @returns {DocumentFragment}
 */
export function visible(text) {
  const shown = document.createDocumentFragment();
  let end = 0;
  for (const { 0: run, index } of text.matchAll(UNSEEN)) {
    if (index > end) shown.append(text.slice(end, index));
    const mark = document.createElement("span");
    mark.className = "mark";
    mark.textContent = namesOf(run);
    shown.append(mark);
    end = index + run.length;
  }
  if (end < text.length) shown.append(text.slice(end));
  return shown;
}

/**
 * The same where only a text can be: a label, an announcement.
 * @param {string} text
 */
export function visiblePlain(text) {
  return text.replaceAll(UNSEEN, (run) => `[${namesOf(run)}]`);
}

/**
 * What cannot be seen in a text, with lines counted from 1; empty where all can.
 * @param {string} text
 * @returns {string[]}
 */
export function unseenIn(text) {
  return text
    .split("\n")
    .flatMap((line, index) =>
      [...line.matchAll(UNSEEN)].map(([run]) => `line ${index + 1}: ${namesOf(run)}`),
    );
}
