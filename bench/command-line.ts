import { parseArgs } from "node:util";
import { BottleError } from "@claude-bottle/shared";

const BENCHES = [
  "egress",
  "launch",
  "secrets",
  "gate",
  "gate-kills",
  "gate-container-kills",
  "supervise",
] as const;
const USAGE = `npm run bench -- ${BENCHES.join("|")} [--quick] [--json FILE]`;

export interface CommandLine {
  bench: (typeof BENCHES)[number];
  quick: boolean;
  json: string | undefined;
}

/** @throws {BottleError} `usage` */
export function readCommandLine(args: readonly string[]): CommandLine {
  try {
    const { positionals, values } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { quick: { type: "boolean", default: false }, json: { type: "string" } },
    });
    const [first, ...more] = positionals;
    const bench = BENCHES.find((name) => name === first);
    if (bench === undefined || more.length > 0)
      throw new TypeError(`expected ${BENCHES.join(", ")}, got "${positionals.join(" ")}"`);
    return { bench, quick: values.quick, json: values.json };
  } catch (error) {
    throw new BottleError(
      "usage",
      `The arguments do not fit: ${error instanceof Error ? error.message : ""}`,
      {
        hint: `Use ${USAGE}`,
        cause: error,
      },
    );
  }
}
