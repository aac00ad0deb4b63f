import { BottleError } from "@claude-bottle/shared";
import type { HeldSlot } from "./egress-config.ts";
import type { LiveSecrets, NamedValue } from "./live.ts";

/**
 * The secrets after a reload that names these slots. A value that no slot has any more stays one that must not leave.
 * @throws {BottleError} `config-invalid`: a name twice, or one whose value nobody has
 */
export function heldSlots(before: LiveSecrets, slots: readonly HeldSlot[]): LiveSecrets {
  const named = new Map(before.slots.map((slot) => [slot.name, slot.value]));
  const after: NamedValue[] = slots.map(({ name, value = named.get(name) }) => {
    if (value !== undefined) return { name, value };
    throw new BottleError("config-invalid", `The slot "${name}" has no value here`, {
      hint: "Hand its value in with its name",
    });
  });
  if (new Set(after.map(({ name }) => name)).size < after.length)
    throw new BottleError("config-invalid", "Two slots have the same name", {
      hint: "Give one slot to all routes with the same credential",
    });
  const held = new Set(after.map(({ value }) => value));
  return { slots: after, known: [...before.known, ...before.slots.filter(({ value }) => !held.has(value))] };
}
