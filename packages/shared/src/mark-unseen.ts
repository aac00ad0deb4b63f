/**
 * Characters that have no shape of their own or change how others are read: controls but tab and line end, format and
 * direction marks, lone surrogates, private use, line separators, and what Unicode says to draw as nothing (UAX #44,
 * Default_Ignorable_Code_Point: zero-width joiners, variation selectors, tags, fillers).
 */
const UNSEEN = /(?![\n\t])[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;

/**
 * Text that others wrote, as it may be shown to a person: a mark stands for each character that could hide or reorder
 * what it says. The one rule for terminals, logs, refusals and the dashboard's page.
 */
export function markUnseen(text: string, mark: string | ((character: string) => string)): string {
  return text.replaceAll(UNSEEN, typeof mark === "string" ? () => mark : mark);
}
