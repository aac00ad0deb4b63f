import type { Leftover } from "../backend/backend.ts";
import { columns } from "./columns.ts";

const order = [
  "container",
  "network",
  "volume",
  "image",
  "process",
  "directory",
] as const satisfies Leftover["kind"][];

/** In the order in which they can be removed: what holds another thing comes first. */
export function removalOrder<T extends Leftover>(leftovers: readonly T[]): T[] {
  return order.flatMap((kind) =>
    leftovers
      .filter((each) => each.kind === kind)
      .toSorted((a, b) => (a.name < b.name ? -1 : Number(a.name > b.name))),
  );
}

export function leftoverTable(leftovers: readonly Leftover[]): string {
  return columns(
    leftovers.map((each) => [each.kind, each.name, each.state]),
    "  ",
  )
    .map((line) => `${line}\n`)
    .join("");
}
