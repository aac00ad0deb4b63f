import { join } from "node:path";
import { resumeCommand } from "../core/state.ts";
import { reasonToKeep, settleState } from "../host/state-files.ts";
import { isAbandoned } from "../host/state-lock.ts";
import { findRunning } from "./backend.ts";
import { defineCommand } from "./command.ts";
import { endBottle } from "./end-bottle.ts";
import { forgetImage } from "./forget-image.ts";
import { keepConversation } from "./keep-conversation.ts";
import { progressView } from "./progress-view.ts";

/** What a session counts as that was ended from outside, as its launcher sees it. */
const TERMINATED = 143;
/** What one counts as whose launcher was killed. */
const LOST = 137;

export const stop = defineCommand({
  name: "stop",
  summary: "End a running bottle and remove all that belongs to it",
  arguments: [{ name: "identity", required: true, values: "identities" }],
  flags: {},
  async run({ arguments: [identity = ""] }, context) {
    const { backend } = await findRunning(context, identity);
    const stateDir = join(context.home, "state", identity);
    const lost = await isAbandoned(stateDir);
    using view = progressView(context);
    if (lost) await keepConversation(backend, { identity, stateDir }, view.report);
    const { settled } = await endBottle(backend, stateDir, identity);
    const kept = settled
      ? await reasonToKeep(stateDir, TERMINATED)
      : await settleState(stateDir, lost ? LOST : 0);
    if (kept === null) await forgetImage(backend, identity);
    const why =
      kept === null
        ? ""
        : `; its state is kept, because ${kept}\n  Come back to it with ${resumeCommand(identity)}`;
    context.err(`${identity} has ended${why}\n`);
    return 0;
  },
});
