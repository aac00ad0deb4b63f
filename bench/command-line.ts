import { parseArgs } from "node:util";
import { BottleError } from "@claude-bottle/shared";

const USAGE = "npm run bench -- egress|launch|secrets [--quick] [--json FILE]";

const BENCHES = ["egress", "launch", "secrets"] as const;

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
    const [name, ...more] = positionals;
    const bench = BENCHES.find((each) => each === name);
    if (bench === undefined || more.length > 0)
      throw new TypeError(`expected one of ${BENCHES.join(", ")}, got "${positionals.join(" ")}"`);
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
