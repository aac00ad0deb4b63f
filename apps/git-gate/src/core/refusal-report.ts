import type { Command } from "./command-list.ts";
import { banded, FLUSH, packet } from "./pkt-line.ts";

interface Asked {
  commands: readonly Command[];
  capabilities: readonly string[];
}

/** The answer to a push that git never saw: the lines for the terminal, and a report that every ref failed. */
export function refusalReport({ commands, capabilities }: Asked, lines: readonly string[]): Buffer {
  const text = lines.map((line) => `${line}\n`).join("");
  if (commands.length === 0) return Buffer.concat([banded(3, text), FLUSH]);
  const refused = commands.map(({ ref }) => packet(`ng ${ref} refused by git-gate\n`));
  const report = Buffer.concat([packet("unpack ok\n"), ...refused, FLUSH]);
  return capabilities.includes("side-band-64k")
    ? Buffer.concat([banded(2, text), banded(1, report), FLUSH])
    : report;
}
