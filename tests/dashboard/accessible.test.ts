import axe from "axe-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Browser, Page } from "playwright-core";
import { dashboardScene, decision, scene } from "../../apps/launcher/src/testing/dashboard-scene.ts";
import { launchChromium, missingBrowser } from "./chromium.ts";
import { openDashboard, settle } from "./open-dashboard.ts";

const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/** What is wrong with the page as it is, by axe: rule, and where. */
async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const options = JSON.stringify({ runOnly: RULES });
  const { violations: found, passes }: axe.AxeResults = await page.evaluate(`axe.run(document, ${options})`);
  expect(passes.length).toBeGreaterThan(15);
  return found.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id}: ${target.join(" ")}: ${failureSummary}`),
  );
}

const looks = [
  { title: "wide and light", colorScheme: "light", viewport: { width: 1280, height: 900 } },
  { title: "wide and dark", colorScheme: "dark", viewport: { width: 1280, height: 900 } },
  { title: "320 pixels wide", colorScheme: "light", viewport: { width: 320, height: 640 } },
  { title: "320 pixels wide, dark", colorScheme: "dark", viewport: { width: 320, height: 640 } },
] as const;

describe.skipIf(missingBrowser !== null)("the dashboard for everybody, in Chromium", () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchChromium();
  });
  afterAll(async () => await browser.close());

  test.for(looks)(
    "F48 $title: nothing that axe finds, nothing that does not fit",
    async ({ colorScheme, viewport }) => {
      const operator = dashboardScene();
      operator.overview.trouble = ["A file in the queue of fixer-4k2j9 is passed over: it is torn"];
      await using dashboard = await openDashboard(browser, { operator, colorScheme, viewport });
      const { page } = dashboard;
      settle(operator);
      operator.decide(decision(scene.fixer));
      operator.decide(decision(scene.fixer, { verdict: "deny", rule: "path", status: 403 }));
      operator.decide(decision(scene.fixer, { verdict: "warn", rule: "provider-token" }));
      const [first] = operator.details.values();
      if (first !== undefined)
        operator.details.set(first.id, { ...first, stale: "@@ -1 +0,0 @@\n-  - host: a.example" });
      await page.getByText("! warned").waitFor();
      await page.getByRole("button", { name: "Read and verify" }).click();
      await page.getByText("✓ chain whole").waitFor();
      await page.getByRole("button", { name: "deploy.example.com" }).click();
      await page.getByRole("button", { name: "Approve…" }).waitFor();
      const fits = async (): Promise<void> =>
        expect(
          await page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"),
        ).toBe(true);
      expect(await violations(page)).toEqual([]);
      await fits();
      for (const [button, inside] of [
        ["Approve…", "#approve"],
        ["Modify…", "#modify"],
        ["Reject…", "#reject"],
      ] as const) {
        await page.getByRole("button", { name: button }).click();
        await page.locator(`${inside}[open]`).waitFor();
        expect(await violations(page)).toEqual([]);
        await fits();
        if (inside === "#modify") {
          await page.getByRole("button", { name: "Review", exact: true }).click();
          await page.locator("#modify-credentials input").waitFor();
          expect(await violations(page)).toEqual([]);
        }
        await page.keyboard.press("Escape");
      }
      operator.files.set(`${scene.fixer}/routes`, { fileName: "routes.yaml", text: "routes: []\n" });
      await page.getByRole("button", { name: "Routes… of fixer-4k2j9" }).click();
      await page.locator("#edit[open]").waitFor();
      await page.locator("#edit-text").fill("routes: [1]\n");
      expect(await violations(page)).toEqual([]);
      await fits();
      await page.getByRole("button", { name: "Review", exact: true }).click();
      await page.locator("#edit-review-title:focus").waitFor();
      expect(await violations(page)).toEqual([]);
      await fits();
      await page.keyboard.press("Escape");
      operator.outcome = { ok: true, changed: "@@ -0,0 +1 @@\n+a", next: "claude-bottle resume fixer-4k2j9" };
      await page.getByRole("button", { name: "Reject…" }).click();
      await page.locator("#reject-notes").fill("no");
      await page.locator("#reject button[type=submit]").click();
      await page.locator("#outcome-title:focus").waitFor();
      expect(await violations(page)).toEqual([]);
      await fits();
    },
  );

  test("F48 a screen reader is given landmarks, headings, tables with heads, and names", async () => {
    await using dashboard = await openDashboard(browser);
    const { page } = dashboard;
    await page.getByRole("button", { name: "registry.example.com" }).click();
    await page.getByRole("button", { name: "Approve…" }).waitFor();
    for (const name of ["Proposals", "Bottles", "Decisions", "Audit", "registry.example.com"])
      await page.getByRole("region", { name }).first().waitFor();
    const list = await page.locator("#proposals").ariaSnapshot();
    expect(list).toContain('- heading "Proposals 3" [level=2]');
    expect(list).toMatch(/button "Host reviewer-t0qw8 .* registry\.example\.com The build downloads/);
    const table = await page.locator("#bottles-table").ariaSnapshot();
    expect(table).toContain('- columnheader "Identity"');
    expect(table).toContain('- rowheader "fixer-4k2j9"');
    const diff = await page.locator("#detail-diff").ariaSnapshot();
    expect(diff).toContain("insertion: +registry.example.com");
  });

  test("F48 Tab goes around in a dialog and comes out with Escape, to where it was", async () => {
    await using dashboard = await openDashboard(browser);
    const { page } = dashboard;
    await page.getByRole("button", { name: "registry.example.com" }).click();
    await page.getByRole("button", { name: "Approve…" }).click();
    for (let presses = 0; presses < 8; presses += 1) {
      await page.keyboard.press("Tab");
      expect(await page.evaluate("document.activeElement.matches('body, #approve *')")).toBe(true);
    }
    await page.keyboard.press("Escape");
    await page.locator("#detail-approve:focus").waitFor();
  });
});
