import { parseArgs } from "node:util";
import { BottleError } from "@claude-bottle/shared";

const USAGE = "npm run bench -- egress|launch [--quick] [--json FILE]";

export interface CommandLine {
  bench: "egress" | "launch";
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
    const [bench, ...more] = positionals;
    if ((bench !== "egress" && bench !== "launch") || more.length > 0)
      throw new TypeError(`expected egress or launch, got "${positionals.join(" ")}"`);
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
