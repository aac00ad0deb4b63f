import { join } from "node:path";
import { resumeCommand } from "../core/state.ts";
import { reasonToKeep, settleState } from "../host/state-files.ts";
import { findRunning } from "./backend.ts";
import { defineCommand } from "./command.ts";
import { endBottle } from "./end-bottle.ts";
import { forgetImage } from "./forget-image.ts";

/** What a session counts as that was ended from outside, as its launcher sees it. */
const TERMINATED = 143;

export const stop = defineCommand({
  name: "stop",
  summary: "End a running bottle and remove all that belongs to it",
  arguments: [{ name: "identity", required: true }],
  flags: {},
  async run({ arguments: [identity = ""] }, context) {
    const { backend } = await findRunning(context, identity);
    const path = join(context.home, "state", identity);
    const { settled } = await endBottle(backend, path, identity);
    const kept = settled ? await reasonToKeep(path, TERMINATED) : await settleState(path, 0);
    if (kept === null) await forgetImage(backend, identity);
    context.err(
      kept === null
        ? `${identity} has ended\n`
        : `${identity} has ended; its state is kept, because ${kept}\n  Come back to it with ${resumeCommand(identity)}\n`,
    );
    return 0;
  },
});
