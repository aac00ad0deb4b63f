/** One line of text for a terminal: control characters replaced, cut at `most` characters. */
export function printable(text: string, most = 400): string {
  const line = text
    .trim()
    .replace(/[\r\n]+/g, " ")
    .replace(/\p{C}/gu, "?");
  return line.length > most ? `${line.slice(0, most)}…` : line;
}
