import { BottleError } from "@claude-bottle/shared";
import { defineCommand } from "./command.ts";
import { launchFlags, launchOrder, showOrLaunch } from "./launch.ts";
import { prepare } from "./prepare.ts";

export const start = defineCommand({
  name: "start",
  summary: "Start an agent in its bottle: show what it would get, ask, launch, attach, tear down",
  arguments: [{ name: "agent", required: true, values: "agents" }],
  flags: {
    cwd: { type: "boolean", summary: "Give the agent a copy of the working directory, with .git" },
    mount: {
      type: "boolean",
      summary: "Give the agent the working directory itself, to read and write; only on the backend local",
    },
    ...launchFlags,
  },
  rest: "command…",
  async run({ arguments: [agent = ""], flags, rest }, context) {
    if (flags.cwd === true && flags.mount === true) {
      throw new BottleError("usage", "--cwd and --mount both say what to work in", {
        hint: "Leave one of them out: --cwd gives a copy, --mount the directory itself",
      });
    }
    const order = launchOrder(flags, rest, context);
    const prepared = await prepare(context, {
      agent,
      spec: { cwd: context.cwd, copyCwd: flags.cwd === true, mountCwd: flags.mount === true, ...order.runs },
      kept: null,
      backend: flags.backend,
      manifest: flags.manifest,
      dryRun: order.dryRun,
    });
    return await showOrLaunch(prepared, order, context);
  },
});
