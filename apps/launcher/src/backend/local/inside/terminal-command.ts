import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, readlinkSync } from "node:fs";
import { shellWord } from "../../../core/shell-word.ts";

export interface Size {
  columns: number;
  rows: number;
}

/** The command on a terminal of its own: Node can open none, `script` of util-linux can. */
export function terminalCommand(command: readonly string[], { columns, rows }: Size): string[] {
  const line = `stty echo rows ${rows} cols ${columns}; exec ${command.map(shellWord).join(" ")}`;
  return ["/usr/bin/script", "--quiet", "--return", "--flush", "--command", line, "/dev/null"];
}

/** Gives the terminal of what `script` runs another size, of which that process hears; resolves when it has it. */
export async function resizeTerminal(script: number, { columns, rows }: Size): Promise<void> {
  const terminal = terminalOf(script);
  if (terminal === null) return;
  const size = ["rows", String(rows), "cols", String(columns)];
  const stty = spawn("/usr/bin/stty", ["--file", terminal, ...size], { stdio: "ignore" });
  // One that cannot be started leaves the size as it is
  await once(stty, "close").catch(() => undefined);
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
