import { shellWord } from "../../../core/shell-word.ts";
import { readFileSync, readlinkSync } from "node:fs";
import { spawn } from "node:child_process";

export interface Size {
  columns: number;
  rows: number;
}

/** The command on a terminal of its own: Node can open none, `script` of util-linux can. */
export function terminalCommand(command: readonly string[], { columns, rows }: Size): string[] {
  const line = `stty echo rows ${rows} cols ${columns}; exec ${command.map(shellWord).join(" ")}`;
  return ["/usr/bin/script", "--quiet", "--return", "--flush", "--command", line, "/dev/null"];
}

/** Gives the terminal of what `script` runs another size; that process hears of it. */
export function resizeTerminal(script: number, { columns, rows }: Size): void {
  const terminal = terminalOf(script);
  if (terminal === null) return;
  const size = ["rows", String(rows), "cols", String(columns)];
  spawn("/usr/bin/stty", ["--file", terminal, ...size], { stdio: "ignore" }).on("error", () => undefined);
}

function terminalOf(script: number): string | null {
  try {
    const [child] = readFileSync(`/proc/${script}/task/${script}/children`, "utf8").trim().split(" ");
    const terminal = child === undefined || child === "" ? "" : readlinkSync(`/proc/${child}/fd/0`);
    return terminal.startsWith("/dev/pts/") ? terminal : null;
  } catch {
    return null;
  }
}
