import { describe, expect, test } from "vitest";
import {
  proposalDetail,
  requestDecision,
  routesDetail,
  sampleOverview,
} from "../../apps/launcher/src/dashboard/testing/samples.ts";
import { openDashboard } from "../world/dashboard.ts";
import { tmuxMissing } from "../world/window.ts";

const missing = tmuxMissing();
if (missing !== null) process.stdout.write(`skipped: the dashboard in a real terminal: ${missing}\n`);

describe.skipIf(missing !== null)("the dashboard in a real terminal", { timeout: 300_000 }, () => {
  test("F48 try", async () => {
    await using dashboard = await openDashboard();
    const { window, tell } = dashboard;
    tell({ details: [proposalDetail(), routesDetail] });
    tell({ overview: sampleOverview });
    console.log(await window.shows("registry.example.com"));
    tell({ decision: requestDecision() });
    tell({ decision: requestDecision({ verdict: "deny", host: "evil.example.com", rule: "host" }) });
    console.log(await window.shows("DENIED"));
    await window.press("Enter");
    console.log(await window.shows("a approve"));
    await window.press("a");
    console.log(await window.shows("[y/n]"));
    await window.press("y");
    console.log(await window.shows("Approved"), await dashboard.asked());
    await window.press("q");
    console.log(await window.shows("ended: 0"));
  });
});
