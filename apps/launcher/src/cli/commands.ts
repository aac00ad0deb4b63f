import type { Command } from "./command.ts";
import { loadCommands } from "./load-command.ts";

/** The whole table, for what describes all of it. */
export const commands: readonly Command[] = await loadCommands();
