import { join } from "node:path";
import { dashboardScene, decision, scene } from "../../apps/launcher/src/testing/dashboard-scene.ts";
import { serveDashboard } from "../../apps/launcher/src/web/serve-dashboard.ts";
import { launchChromium, openPage } from "./chromium.ts";

/** Writes the picture of the README: the page over an operator in memory. */
const operator = dashboardScene();
await using served = await serveDashboard(operator);
const browser = await launchChromium();
try {
  const context = await browser.newContext({
    viewport: { width: 1200, height: 1230 },
    colorScheme: "light",
    locale: "en-GB",
    timezoneId: "UTC",
    reducedMotion: "reduce",
  });
  const { page } = await openPage(context, served.url);
  operator.decide(
    decision(scene.reviewer, {
      host: "registry.example.com",
      path: "/pkg",
      rule: "host",
      verdict: "deny",
      status: 403,
    }),
  );
  operator.decide(decision(scene.fixer));
  operator.decide(decision(scene.fixer, { path: "/v2/search", rule: "path", verdict: "deny", status: 403 }));
  await page.getByRole("button", { name: "deploy.example.com" }).click();
  await page.getByText("✗ refused").first().waitFor();
  await page.getByRole("button", { name: "Approve…" }).waitFor();
  await page.screenshot({ path: join(import.meta.dirname, "../../docs/dashboard.png") });
} finally {
  await browser.close();
}
