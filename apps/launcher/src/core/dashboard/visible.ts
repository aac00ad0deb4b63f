import { printable } from "../printable.ts";

const TAB = "    ";

/** Text that others wrote, as one line of the screen may hold it: `printable`, with line ends as spaces. */
export function visible(text: string): string {
  return printable(text).replaceAll("\t", TAB).replaceAll("\n", " ");
}

/** The same for text of many lines; an end of line at its end makes no empty one. */
export function visibleLines(text: string): string[] {
  return text.replace(/\n$/, "").split("\n").map(visible);
}
