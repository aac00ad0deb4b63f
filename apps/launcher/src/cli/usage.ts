import { columns } from "../core/columns.ts";
import type { Argument, Command } from "./command.ts";

function argument({ name, required, many }: Argument): string {
  const text = `<${name}>${many === true ? "…" : ""}`;
  return required ? text : `[${text}]`;
}

/** `start <agent> [flags] [-- command…]` */
export function synopsis(command: Command): string {
  if (command.commands !== undefined) return `${command.name} <command>`;
  const parts = [command.name, ...command.arguments.map(argument)];
  if (Object.keys(command.flags).length > 0) parts.push("[flags]");
  if (command.rest !== undefined) parts.push(`[-- ${command.rest}]`);
  return parts.join(" ");
}

/** Each flag as it is written, and what it does. */
export function flagRows(command: Command): [string, string][] {
  return Object.entries(command.flags).map(([name, flag]) => {
    const short = flag.short === undefined ? "" : `-${flag.short}, `;
    const value = flag.choices?.join("|") ?? flag.value;
    return [`${short}--${name}${value === undefined ? "" : ` ${value}`}`, flag.summary];
  });
}

/** What `claude-bottle <command> --help` prints. */
export function usage(command: Command): string {
  if (command.commands !== undefined) return groupUsage(command, command.commands);
  const flags = [...flagRows(command), ["-h, --help", "Show this"] as [string, string]];
  return [
    `Usage: claude-bottle ${synopsis(command)}`,
    "",
    command.summary,
    "",
    "Flags:",
    ...columns(flags, "  "),
    "",
  ].join("\n");
}

function groupUsage(group: Command, commands: readonly Command[]): string {
  return [
    `Usage: claude-bottle ${synopsis(group)}`,
    "",
    group.summary,
    "",
    "Commands:",
    ...columns(
      commands.map((command): [string, string] => [synopsis(command), command.summary]),
      "  ",
    ),
    "",
  ].join("\n");
}

/** What `claude-bottle --help` prints. */
export function overview(commands: readonly Command[]): string {
  return [
    "Usage: claude-bottle <command> [arguments] [flags]",
    "",
    "Runs a coding agent in a container of its own whose only ways out are watched.",
    "",
    "Commands:",
    ...columns(
      commands.map((command): [string, string] => [command.name, command.summary]),
      "  ",
    ),
    "",
    "Run claude-bottle <command> --help for its arguments and flags.",
    "",
  ].join("\n");
}
