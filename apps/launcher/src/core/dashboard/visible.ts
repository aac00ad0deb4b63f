import { printable } from "../printable.ts";

const TAB = "    ";

/**
 * Text that others wrote, as one line of the screen may hold it: besides what `printable` replaces, characters that are
 * drawn as nothing become `�` too, so that two names that differ also look different. Line ends become spaces.
 */
export function visible(text: string): string {
  return printable(text)
    .replaceAll("\t", TAB)
    .replaceAll("\n", " ")
    .replaceAll(/[\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu, "\ufffd");
}

/** The same for text of many lines; an end of line at its end makes no empty one. */
export function visibleLines(text: string): string[] {
  return text.replace(/\n$/, "").split("\n").map(visible);
}
