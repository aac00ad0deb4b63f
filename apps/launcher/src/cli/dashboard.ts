import { BottleError } from "@claude-bottle/shared";
import { overviewText } from "../core/dashboard/overview-text.ts";
import { asInProduction } from "../host/environment.ts";
import { printable } from "../core/printable.ts";
import { editText } from "../host/edit-text.ts";
import { createOperator } from "../operator/create-operator.ts";
import type { Operator } from "../operator/operator.ts";
import { dashboardWeb } from "./dashboard-web.ts";
import { defineCommand } from "./command.ts";
import type { Context } from "./context.ts";
import { formatFlag } from "./flags.ts";

export const dashboard = defineCommand({
  name: "dashboard",
  summary: "Show all bottles, what they ask for and what their proxies decide; approve, modify, reject",
  arguments: [],
  flags: {
    once: { type: "boolean", summary: "Print bottles and pending proposals once, and end" },
    web: {
      type: "boolean",
      summary: "On a page in the browser: prints its address, which works once, and serves it until Ctrl-C",
    },
    ...formatFlag,
  },
  async run({ flags }, context) {
    if (flags.format !== undefined && flags.once !== true) {
      throw new BottleError("usage", "--format needs --once", {
        hint: "The screen has one form; add --once to print",
      });
    }
    if (flags.once === true) return await printOnce(createOperator(context), context, flags.format);
    if (flags.web === true) return await dashboardWeb(createOperator(context), context);
    if (context.terminal.streams().terminal === null) {
      throw new BottleError("terminal-required", "The dashboard needs a terminal", {
        hint: "Run claude-bottle dashboard --once to print what it would show",
      });
    }
    return await showScreen(createOperator(context), context);
  },
});

export async function printOnce(operator: Operator, context: Context, format?: string): Promise<number> {
  const overview = await operator.look();
  context.out(format === "json" ? `${JSON.stringify(overview, null, 2)}\n` : overviewText(overview));
  return 0;
}

/** Gives the exit status: 0 where the operator left, else that of the signal. */
export async function showScreen(operator: Operator, context: Context): Promise<number> {
  const { environment } = context;
  // Only here: the library costs more than all other commands take to start
  const [{ openInkScreen }, { runDashboard }] = await Promise.all([
    asInProduction(() => import("../dashboard/ink-screen.ts")),
    import("../dashboard/run-dashboard.ts"),
  ]);
  using interruption = context.interruption();
  await runDashboard({
    operator,
    openScreen: openInkScreen,
    edit: (file) => editText(file, environment.get("EDITOR") ?? "vi"),
    colour: environment.get("NO_COLOR") === undefined,
    notice: (text) => context.err(`${printable(text)}\n`),
    signal: interruption.signal,
  });
  return interruption.status() ?? 0;
}
