import { environmentVariables } from "../host/environment.ts";
import { commands } from "./commands.ts";
import { flagRows, synopsis } from "./usage.ts";

/** `docs/cli.md`, made from the command table and the table of environment variables. */
export function cliReference(): string {
  const each = commands.flatMap((command) => [command, ...(command.commands ?? [])]);
  const sections = each.flatMap((command) => {
    const flags = flagRows(command).map(([flag, summary]) => `| \`${cell(flag)}\` | ${cell(summary)} |`);
    return [
      `## ${command.name}`,
      "",
      `    claude-bottle ${synopsis(command)}`,
      "",
      `${command.summary}.`,
      "",
      ...(flags.length === 0 ? [] : ["| flag | what it does |", "|---|---|", ...flags, ""]),
    ];
  });
  const variables = Object.entries(environmentVariables).map(
    ([name, summary]) => `| \`${name}\` | ${cell(summary)} |`,
  );
  return [
    "# The `claude-bottle` command",
    "",
    "Made from the command table by `npm run docs`; change the summaries there.",
    "",
    "Results go to stdout, everything else to stderr. Exit status: that of the session for `start` and `resume`, that of the command",
    "for `exec`; otherwise 0, 1 where something was refused or failed ([errors](errors.md)), 2 for a command line that",
    "cannot be understood, 130 after Ctrl-C. `--help` on any command starts nothing.",
    "",
    ...sections,
    "## Environment",
    "",
    "An empty variable counts as not set.",
    "",
    "| variable | what it does |",
    "|---|---|",
    ...variables,
    "",
  ].join("\n");
}

function cell(text: string): string {
  return text.replaceAll("|", "\\|");
}
