import { markUnseen } from "@claude-bottle/shared";
import { characters } from "./fit.ts";
import type { DashboardEvent } from "./event.ts";

/** As long as the words to an agent may be. */
const LONGEST = 4_000;

/** Only what may stand in the words to an agent and in the audit. */
const typable = (text: string): string => markUnseen(text.replaceAll(/[\t\n\r]+/g, " "), "");

/** The line after a key; null: the key does not write. */
export function typing(line: string, event: DashboardEvent): string | null {
  if (event.type === "character") return (line + typable(event.character)).slice(0, LONGEST);
  if (event.type === "paste") return (line + typable(event.text)).slice(0, LONGEST);
  if (event.type !== "key") return null;
  if (event.key === "backspace") return characters(line).slice(0, -1).join("");
  return event.key === "clear" ? "" : null;
}
