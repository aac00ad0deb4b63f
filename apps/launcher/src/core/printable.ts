/**
 * Text that others wrote, as it may stand on a terminal: control and direction characters become `�`, so that a
 * repository's file or an agent's output cannot move the cursor, hide a line or rename the window.
 */
export function printable(text: string): string {
  return text.replaceAll(/(?![\n\t])[\p{Cc}\p{Bidi_Control}]/gu, "\ufffd");
}
