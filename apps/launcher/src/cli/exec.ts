import { BottleError } from "@claude-bottle/shared";
import { findRunning } from "./backend.ts";
import { defineCommand } from "./command.ts";

export const exec = defineCommand({
  name: "exec",
  summary:
    "Run a command in the agent's container as the agent's user, without the values asked for or taken from the host: those are the session's; ends with the command's status",
  arguments: [{ name: "identity", required: true, values: "identities" }],
  flags: {},
  rest: "command…",
  async run({ arguments: [identity = ""], rest }, context) {
    if (rest === null || rest.length === 0) {
      throw new BottleError("usage", "There is no command to run", {
        hint: `Write it after two dashes: claude-bottle exec ${identity} -- ls`,
      });
    }
    const { backend } = await findRunning(context, identity);
    return await backend.exec(identity, rest, context.terminal.streams());
  },
});
