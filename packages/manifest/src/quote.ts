const LONGEST = 80;
// Beyond what JSON escapes: DEL, C1 controls, line separators and direction marks could rewrite a terminal's line.
const unprintable = /[\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;

/** A value from a file as it may be printed: in double quotes, control characters escaped, cut at 80 characters. */
export function quote(value: string): string {
  const cut = value.length > LONGEST ? `${value.slice(0, LONGEST)}…` : value;
  return JSON.stringify(cut).replaceAll(
    unprintable,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
