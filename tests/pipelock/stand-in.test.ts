import { standInCommands } from "./commands.ts";
import { pipelockContract } from "./pipelock.contract.ts";

for (const [name, command] of standInCommands) pipelockContract(name, command);
