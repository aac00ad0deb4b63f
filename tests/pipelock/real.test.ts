import { test } from "vitest";
import { realCommands } from "./commands.ts";
import { pipelockContract } from "./pipelock.contract.ts";

const missing =
  realCommands.length === 0 ? ["CLAUDE_BOTTLE_PIPELOCK_BINARY names no binary of pipelock 2.3.0"] : [];

for (const [name, command] of realCommands) pipelockContract(name, command);

for (const why of missing) test(`the real pipelock is not run: ${why}`, (context) => context.skip(why));
