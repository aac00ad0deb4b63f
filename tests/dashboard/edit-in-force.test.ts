import { BottleError } from "@claude-bottle/shared";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Browser, Page } from "playwright-core";
import { bottleRow, dashboardScene, scene } from "../../apps/launcher/src/testing/dashboard-scene.ts";
import { launchChromium, missingBrowser } from "./chromium.ts";
import { openDashboard, tabTo } from "./open-dashboard.ts";

const BEFORE = "a.example\nb.example\n";

/** The scene with an allowlist in force in its first bottle. */
function sceneWithAllowlist() {
  const operator = dashboardScene();
  operator.files.set(`${scene.fixer}/allowlist`, { fileName: "allowlist", text: BEFORE });
  return operator;
}

describe.skipIf(missingBrowser !== null)("what is in force in a bottle, edited in Chromium", () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchChromium();
  });
  afterAll(async () => await browser.close());

  const opened = async () => await openDashboard(browser, { operator: sceneWithAllowlist() });
  const open = async (page: Page): Promise<void> => {
    await page.getByRole("button", { name: `Allowlist… of ${scene.fixer}` }).click();
    await page.locator("#edit[open]").waitFor();
  };
  const review = async (page: Page): Promise<void> => {
    await page.locator("#edit button[type=submit]").click();
    await page.locator("#edit-review-title:focus").waitFor();
  };

  test("F48 F49 by the keyboard alone an allowlist is edited, looked at, and put in force with words for the audit", async () => {
    await using dashboard = await opened();
    const { page, operator } = dashboard;
    // First the table itself, which scrolls
    await tabTo(page, "Allowlist…");
    await tabTo(page, "Allowlist…");
    await page.keyboard.press("Enter");
    await page.locator("#edit-text:focus").waitFor();
    await page.keyboard.press("ControlOrMeta+End");
    await page.keyboard.type("c.example\n");
    await tabTo(page, "Review");
    await page.keyboard.press("Enter");
    await page.locator("#edit-review-title:focus").waitFor();
    expect(await page.locator("#edit-effect .added").textContent()).toBe("+c.example\n");
    await tabTo(page, "it stands in the audit");
    await page.keyboard.type("for the tests");
    operator.outcome = { ok: true, changed: "@@ -0,0 +1 @@\n+c.example", next: null };
    await tabTo(page, "Put in force");
    await page.keyboard.press("Enter");
    await page.locator("#outcome-title:focus").waitFor();
    expect(await page.locator("#outcome-title").textContent()).toBe(
      `In force: the edited allowlist in ${scene.fixer}`,
    );
    const seen = await page.locator("#edit-effect").textContent();
    expect(operator.calls).toEqual([
      {
        did: "edit",
        identity: scene.fixer,
        file: "allowlist",
        edited: { text: `${BEFORE}c.example\n`, notes: "for the tests", seen },
      },
    ]);
    expect(dashboard.complaints).toEqual([]);
  });

  test("F48 a text that cannot be put in force says why at Review, and stays", async () => {
    await using dashboard = await opened();
    const { page, operator } = dashboard;
    operator.previewed = new BottleError("config-invalid", 'allowlist:1: Cannot open "x y"', {
      hint: "Mend it",
    });
    await open(page);
    await page.locator("#edit-text").fill("x y\n");
    await page.locator("#edit button[type=submit]").click();
    await page.getByText('allowlist:1: Cannot open "x y". Mend it').waitFor();
    expect(await page.locator("#edit-text").inputValue()).toBe("x y\n");
    expect(await page.locator("#edit-review").isVisible()).toBe(false);
    expect(operator.calls).toEqual([]);
  });

  test("F48 what somebody else changed meanwhile is not overwritten: it says so, and Review shows what it would undo", async () => {
    await using dashboard = await opened();
    const { page, operator } = dashboard;
    await open(page);
    await page.locator("#edit-text").fill(`${BEFORE}mine.example\n`);
    await review(page);
    operator.outcome = {
      ok: false,
      reason: "What this would change has changed since you looked",
      hint: "Look at it again",
    };
    operator.previewed = {
      diff: "@@ -1 +1 @@\n-theirs.example\n+mine.example\n",
      warnings: [],
      mustType: [],
    };
    await page.locator("#edit button[type=submit]").click();
    await page.getByText("has changed since you looked. Look at it again").waitFor();
    await page.getByRole("button", { name: "Back to the text" }).click();
    expect(await page.locator("#edit-text").inputValue()).toBe(`${BEFORE}mine.example\n`);
    await review(page);
    expect(await page.locator("#edit-effect .removed").textContent()).toBe("-theirs.example\n");
    operator.outcome = { ok: true, changed: "", next: null };
    await page.locator("#edit button[type=submit]").click();
    await page.locator("#outcome-title:focus").waitFor();
    expect(operator.calls.map((call) => call.did === "edit" && call.edited.seen)).toEqual([
      expect.stringContaining("+mine.example"),
      operator.previewed.diff,
    ]);
  });

  test("F48 what was typed survives a closed dialog, but not another text in force", async () => {
    await using dashboard = await opened();
    const { page, operator } = dashboard;
    await open(page);
    await page.locator("#edit-text").fill("half\n");
    await page.keyboard.press("Escape");
    await open(page);
    expect(await page.locator("#edit-text").inputValue()).toBe("half\n");
    await page.keyboard.press("Escape");
    operator.files.set(`${scene.fixer}/allowlist`, { fileName: "allowlist", text: "other.example\n" });
    await open(page);
    expect(await page.locator("#edit-text").inputValue()).toBe("other.example\n");
  });

  test("F48 a bottle that ends takes the question with it, and one without the file says so", async () => {
    await using dashboard = await opened();
    const { page, operator } = dashboard;
    await page.getByRole("button", { name: `Routes… of ${scene.fixer}` }).click();
    await page.getByText("No running bottle is called").waitFor();
    expect(await page.locator("#edit button[type=submit]").isDisabled()).toBe(true);
    await page.keyboard.press("Escape");
    await open(page);
    operator.show({ ...operator.overview, bottles: [bottleRow(scene.reviewer)] });
    await page.getByText("Its bottle no longer runs", { exact: true }).waitFor();
    expect(await page.locator("#edit button[type=submit]").isDisabled()).toBe(true);
  });

  test("B30 a refresh leaves the focus on the button that has it", async () => {
    await using dashboard = await opened();
    const { page, operator } = dashboard;
    const button = page.getByRole("button", { name: `Allowlist… of ${scene.reviewer}` });
    await button.focus();
    operator.show({ ...operator.overview, bottles: [bottleRow(scene.reviewer, { pending: 7 })] });
    await page.locator("#bottles-rows td.number", { hasText: "7" }).waitFor();
    expect(await page.evaluate("document.activeElement.ariaLabel")).toBe(`Allowlist… of ${scene.reviewer}`);
  });
});
