import { characters } from "../core/dashboard/fit.ts";
import type { DashboardEvent, Key } from "../core/dashboard/event.ts";

const named = [
  ["upArrow", "up"],
  ["downArrow", "down"],
  ["pageUp", "pageUp"],
  ["pageDown", "pageDown"],
  ["home", "home"],
  ["end", "end"],
  ["return", "enter"],
  ["escape", "escape"],
  ["tab", "tab"],
  ["backspace", "backspace"],
  ["delete", "backspace"],
] as const satisfies readonly (readonly [string, Key])[];

/** Which key it was, and what was held down with it, as the library of the screen says. */
export type KeyFlags = Readonly<
  Record<(typeof named)[number][0] | "ctrl" | "meta" | "super" | "hyper", boolean>
> & {
  readonly eventType?: string;
};

const withControl: Readonly<Record<string, Key>> = { c: "interrupt", u: "clear" };

/** Keys that a busy terminal hands over in one piece with text. */
const within: Readonly<Record<string, Key>> = {
  "\r": "enter",
  "\n": "enter",
  "\r\n": "enter",
  "\t": "tab",
  "\u007f": "backspace",
  "\b": "backspace",
};

/** What a key means to the dashboard, in the order in which it was typed. */
export function keyEvents(input: string, key: KeyFlags): DashboardEvent[] {
  if (key.eventType === "release") return [];
  const name = named.find(([flag]) => key[flag])?.[1];
  if (name !== undefined) return [{ type: "key", key: name }];
  if (key.ctrl) {
    const meant = withControl[input];
    return meant === undefined ? [] : [{ type: "key", key: meant }];
  }
  if (key.meta || key.super || key.hyper) return [];
  return characters(input).flatMap((character): DashboardEvent[] => {
    const meant = within[character];
    if (meant !== undefined) return [{ type: "key", key: meant }];
    return /\p{Cc}/u.test(character) ? [] : [{ type: "character", character }];
  });
}
