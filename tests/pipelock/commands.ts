import { standInCommand, type PipelockCommand } from "./pipelock-process.ts";

const binary = process.env["CLAUDE_BOTTLE_PIPELOCK_BINARY"] ?? "";

/** The real pipelock, where the operator names its binary. */
export const realCommands: [string, PipelockCommand][] =
  binary === "" ? [] : [["the real pipelock", [binary]]];

export const standInCommands: [string, PipelockCommand][] = [["the stand-in for pipelock", standInCommand]];
