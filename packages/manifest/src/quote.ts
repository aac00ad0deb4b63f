import { markUnseen } from "@claude-bottle/shared";

const LONGEST = 80;

const escaped = (unit: string): string => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`;

/** A value from a file as it may be printed: in double quotes, what cannot be seen escaped, cut at 80 characters. */
export function quote(value: string): string {
  const cut = value.length > LONGEST ? `${value.slice(0, LONGEST)}…` : value;
  return markUnseen(JSON.stringify(cut), (character) => character.split("").map(escaped).join(""));
}
