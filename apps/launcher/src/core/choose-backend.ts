import { BottleError } from "@claude-bottle/shared";

/** The flag, then the variable; null: whichever answers first. */
export function namedBackend(
  wish: { flag: string | undefined; variable: string | undefined },
  known: readonly string[],
): string | null {
  const name = wish.flag ?? wish.variable;
  if (name === undefined || known.includes(name)) return name ?? null;
  const source = wish.flag === undefined ? "CLAUDE_BOTTLE_BACKEND" : "--backend";
  throw new BottleError("unknown-backend", `${source} names no backend: "${name}"`, {
    hint: `Use one of: ${known.join(", ")}`,
  });
}
