import { open, realpath } from "node:fs/promises";
import { dirname } from "node:path";
import type { ClaudeProgram } from "./agent-sandbox.ts";
import { findProgram, searchPath } from "./machine.ts";

const ELF = "\x7fELF";

/** The CLI as the operator's own search path finds it; null where it does not. */
export async function claudeProgram(path: string): Promise<ClaudeProgram | null> {
  const found = findProgram("claude", searchPath(path));
  if (found === null) return null;
  const file = await realpath(found);
  return { file, shown: (await isBinary(file)) ? file : dirname(file) };
}

async function isBinary(path: string): Promise<boolean> {
  await using file = await open(path, "r");
  const { bytesRead, buffer } = await file.read(Buffer.alloc(ELF.length), 0, ELF.length, 0);
  return bytesRead === ELF.length && buffer.toString("latin1") === ELF;
}
