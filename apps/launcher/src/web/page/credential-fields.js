import { byId, make } from "./elements.js";
import { visiblePlain } from "./visible-text.js";

/**
 * A field for each credential that no manifest names: it is handed out where its name is typed.
 * @param {string} name of the dialog
 */
export function credentialFields(name) {
  const place = byId(`${name}-credentials`, HTMLElement);
  const inputs = () => [...place.querySelectorAll("input")];
  return {
    /** @param {readonly string[]} references */
    fill(references) {
      place.replaceChildren(
        ...references.flatMap((reference, index) => fieldOf(reference, `${name}-typed-${index}`)),
      );
    },
    /** What was typed, or what is missing. @param {readonly string[]} references @returns {string[] | string} */
    read(references) {
      const values = inputs().map(({ value }) => value.trim());
      const missing = references.findIndex((reference, index) => values[index] !== reference);
      if (missing === -1) return values;
      inputs()[missing]?.focus();
      return `Type ${references[missing]} to hand it out`;
    },
  };
}

/** @param {string} reference @param {string} id */
function fieldOf(reference, id) {
  const input = make("input", {});
  input.id = id;
  input.autocomplete = "off";
  input.spellcheck = false;
  const words = `No manifest names this credential. Type ${visiblePlain(reference)} to hand it out`;
  const label = make("label", {}, words);
  label.htmlFor = id;
  return [label, input];
}
