import { markUnseen } from "@claude-bottle/shared";

/**
 * Text that others wrote, as it may stand on a terminal: what cannot be seen becomes `�`, so that a repository's file or
 * an agent's output cannot move the cursor, hide a line, rename the window or look like another text.
 */
export const printable = (text: string): string => markUnseen(text, "\ufffd");
