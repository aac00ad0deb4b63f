import { markUnseen } from "@claude-bottle/shared";

/** One line of text for a terminal: what cannot be seen replaced, cut at `most` characters. */
export function printable(text: string, most = 400): string {
  const line = markUnseen(text.trim().replace(/[\t\r\n]+/g, " "), "?");
  return line.length > most ? `${line.slice(0, most)}…` : line;
}
