import type { Operator } from "../operator/operator.ts";
import type { Context } from "./context.ts";

/** Serves the page over all bottles until a signal; gives the exit status. */
export async function dashboardWeb(operator: Operator, context: Context): Promise<number> {
  // The server takes longer to load than most commands run
  const { serveDashboard } = await import("../web/serve-dashboard.ts");
  using interruption = context.interruption();
  const stopped = new Promise<void>((resolve) => {
    interruption.signal.addEventListener("abort", () => resolve(), { once: true });
  });
  await using served = await serveDashboard(operator);
  context.out(`${served.url}\n`);
  context.err("Open this address in a browser on this machine; it works once. Ctrl-C ends the dashboard\n");
  await stopped;
  return 0;
}
