import { join } from "node:path";
import { settleState } from "../host/state-files.ts";
import { findRunning } from "./backend.ts";
import { defineCommand } from "./command.ts";

export const stop = defineCommand({
  name: "stop",
  summary: "End a running bottle and remove all that belongs to it",
  arguments: [{ name: "identity", required: true, values: "identities" }],
  flags: {},
  async run({ arguments: [identity = ""] }, context) {
    const { backend } = await findRunning(context, identity);
    await backend.stop(identity);
    const kept = await settleState(join(context.home, "state", identity), 0);
    context.err(`${identity} has ended${kept === null ? "" : `; its state is kept, because ${kept}`}\n`);
    return 0;
  },
});
