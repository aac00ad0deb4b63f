import { defineCommand } from "./command.ts";
import { launchFlags, launchOrder, showOrLaunch } from "./launch.ts";
import { prepare } from "./prepare.ts";

export const start = defineCommand({
  name: "start",
  summary: "Start an agent in its bottle: show what it would get, ask, launch, attach, tear down",
  arguments: [{ name: "agent", required: true, values: "agents" }],
  flags: {
    cwd: { type: "boolean", summary: "Give the agent a copy of the working directory, with .git" },
    ...launchFlags,
  },
  rest: "command…",
  async run({ arguments: [agent = ""], flags, rest }, context) {
    const order = launchOrder(flags, rest, context);
    const prepared = await prepare(context, {
      agent,
      spec: { cwd: context.cwd, copyCwd: flags.cwd === true, ...order.runs },
      kept: null,
      backend: flags.backend,
      manifest: flags.manifest,
      dryRun: order.dryRun,
    });
    return await showOrLaunch(prepared, order, context);
  },
});
