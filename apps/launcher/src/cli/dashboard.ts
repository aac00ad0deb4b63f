import { BottleError } from "@claude-bottle/shared";
import { createOperator } from "../operator/create-operator.ts";
import { dashboardWeb } from "./dashboard-web.ts";
import { defineCommand } from "./command.ts";

export const dashboard = defineCommand({
  name: "dashboard",
  summary: "See what agents ask for over all bottles, and decide it",
  arguments: [],
  flags: {
    web: {
      type: "boolean",
      summary: "On a page in the browser: prints its address, which works once, and serves it until Ctrl-C",
    },
  },
  async run({ flags }, context) {
    if (flags.web !== true) {
      throw new BottleError("not-available", "The dashboard in the terminal is not available yet", {
        hint: "Use claude-bottle dashboard --web",
      });
    }
    return await dashboardWeb(createOperator(context), context);
  },
});
