import { expect, test } from "vitest";
import { commands } from "../../apps/launcher/src/cli/commands.ts";
import { commandLinesOf, wrongIn } from "./command-lines.ts";

test("a command line is found in code of every form, and nowhere else", () => {
  const text = [
    "Run claude-bottle nothing, or `claude-bottle list --format",
    "json` and (`bin/claude-bottle doctor`).",
    "",
    "    claude-bottle stop fixer-4k2j9",
    "```console",
    "$ claude-bottle exec x -- ls 'a b' | head # claude-bottle one",
    "claude-bottle: this is no call",
    "```",
  ].join("\n");
  expect(commandLinesOf(text).map(({ line, words }) => [line, ...words])).toEqual([
    [4, "stop", "fixer-4k2j9"],
    [6, "exec", "x", "--", "ls", "'a b'"],
    [1, "list", "--format", "json"],
    [2, "doctor"],
  ]);
});

test.for([
  ["list --format json", null],
  ["list --format=json", null],
  ["logs fixer-4k2j9 egress-proxy -f", null],
  ["proposals", null],
  ["proposals approve <proposal> --notes 'for now'", null],
  ["start <agent> [flags] [-- command…]", null],
  ["<command> --help", null],
  ["exec fixer-4k2j9 -- rm --force", null],
  ["lst", "there is no command lst"],
  ["proposals aprove x", "there is no command aprove"],
  ["proposals approve x --text y", "proposals approve has no flag --text"],
  ["list -f", "list has no flag -f"],
  ["list --format yaml", "--format takes no yaml"],
  ["stop a b", "stop takes no 2 arguments"],
] as const)("claude-bottle %s: %s", ([line, wrong]) => {
  expect(wrongIn(line.match(/'[^']*'|\S+/g) ?? [], commands)).toBe(wrong);
});
