import { environmentVariables } from "../host/environment.ts";
import { commands } from "./commands.ts";
import { flagRows, synopsis } from "./usage.ts";

/** `docs/claude-bottle.1`, made from the same tables as `docs/cli.md`; its form is man(7). */
export function manPage(): string {
  const sections = commands.flatMap((command) => [
    ".SS",
    `.B claude-bottle ${roff(synopsis(command))}`,
    ".PP",
    `${roff(command.summary)}.`,
    ...flagRows(command).flatMap(([flag, summary]) => [".TP", `.B ${roff(flag)}`, roff(summary)]),
  ]);
  const variables = Object.entries(environmentVariables).flatMap(([name, summary]) => [
    ".TP",
    `.B ${name}`,
    roff(summary.replaceAll("`", "")),
  ]);
  return [
    '.TH CLAUDE-BOTTLE 1 "" "claude-bottle" "User Commands"',
    ".SH NAME",
    "claude-bottle \\- run coding agents unattended in locked-down bottles",
    ".SH SYNOPSIS",
    ".B claude-bottle",
    "command [arguments] [flags]",
    ".SH DESCRIPTION",
    "Runs a coding agent in a container of its own whose only ways out are watched: what it may reach stands in a bottle,",
    "and everything else is refused, with the reason. Results go to stdout, everything else to stderr.",
    ".SH COMMANDS",
    ...sections,
    ".SH EXIT STATUS",
    "That of the session for start and resume, that of the command for exec; otherwise 0, 1 where something was refused or",
    "failed, 2 for a command line that cannot be understood, 130 after Ctrl-C.",
    ".SH ENVIRONMENT",
    ...variables,
    ".SH FILES",
    ".TP",
    ".I ~/.claude-bottle/bottles, ~/.claude-bottle/agents",
    "What may be reached, and who runs in it; one file each.",
    ".TP",
    ".I ~/.claude-bottle/state, ~/.claude-bottle/queue, ~/.claude-bottle/audit",
    "What bottles leave, what agents propose, and what was decided.",
    "",
  ].join("\n");
}

/** Text in which nothing is a request or an escape of roff; a dash stays the one that can be searched for. */
function roff(text: string): string {
  return text
    .replaceAll("\\", "\\e")
    .replaceAll("-", "\\-")
    .replaceAll(/^([.'])/gm, "\\&$1");
}
