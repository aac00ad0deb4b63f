import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Browser } from "playwright-core";
import {
  bottleRow,
  dashboardScene,
  decision,
  hostChange,
  proposalDetail,
  rowOf,
  scene,
} from "../../apps/launcher/src/testing/dashboard-scene.ts";
import { serveDashboard } from "../../apps/launcher/src/web/serve-dashboard.ts";
import { launchChromium, missingBrowser, openPage } from "./chromium.ts";
import { openDashboard, resolve, settle, tabTo } from "./open-dashboard.ts";

if (missingBrowser !== null)
  process.stdout.write(`skipped: the dashboard in a real browser: ${missingBrowser}\n`);

describe.skipIf(missingBrowser !== null)("the dashboard in Chromium", () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchChromium();
  });
  afterAll(async () => await browser.close());

  test("F48 B30 by the keyboard alone a proposal is approved, with the credential's name typed", async () => {
    await using dashboard = await openDashboard(browser);
    const { page, operator } = dashboard;
    settle(operator);
    operator.outcome = {
      ok: true,
      changed: "@@ -0,0 +1 @@\n+route",
      next: "claude-bottle resume fixer-4k2j9",
    };
    await tabTo(page, "deploy.example.com");
    await page.keyboard.press("Enter");
    await page.locator("#detail-title:focus").waitFor();
    await tabTo(page, "Approve…");
    await page.keyboard.press("Enter");
    await page.locator("#approve-typed-0:focus").waitFor();
    await page.keyboard.type("OTHER_TOKEN");
    await page.keyboard.press("Enter");
    await page.getByText("Type DEPLOY_TOKEN to hand it out", { exact: true }).waitFor();
    expect(operator.calls).toEqual([]);
    await page.keyboard.press("ControlOrMeta+A");
    await page.keyboard.type("DEPLOY_TOKEN");
    await tabTo(page, "Words to the agent");
    await page.keyboard.type("staging only");
    await tabTo(page, "Approve");
    await page.keyboard.press("Enter");
    await page.locator("#outcome-title:focus").waitFor();
    const [detail] = operator.details.values();
    expect(operator.calls).toEqual([
      {
        did: "approve",
        ref: { identity: detail?.identity, id: detail?.id },
        approval: { notes: "staging only", text: null, typed: ["DEPLOY_TOKEN"], seen: detail?.diff },
      },
    ]);
    await page.getByText("claude-bottle resume fixer-4k2j9").waitFor();
    await page.getByText("The one that was open has been decided.").waitFor();
    operator.show({ ...operator.overview, trouble: ["said later"] });
    await page.getByText("said later").waitFor();
    expect(await page.locator("#outcome-title").textContent()).toContain("Approved: api.example.com");
    expect(await page.locator(".proposal").count()).toBe(2);
    expect(dashboard.complaints).toEqual([]);
  });

  test("F48 by the keyboard alone a proposal is modified; one that fails stays pending, with reason and text", async () => {
    await using dashboard = await openDashboard(browser);
    const { page, operator } = dashboard;
    settle(operator);
    const seen = "--- routes.yaml\n+++ routes.yaml\n@@ -1,1 +1,1 @@\n-in force\n+edited\n";
    // What the edit took out is not asked for
    operator.previewed = { diff: seen, warnings: ["It closes a host"], mustType: [] };
    operator.outcome = { ok: false, reason: "routes.yaml:3: Unknown key", hint: "Remove it" };
    await tabTo(page, "deploy.example.com");
    await page.keyboard.press("Enter");
    await page.locator("#detail-title:focus").waitFor();
    await tabTo(page, "Modify…");
    await page.keyboard.press("Enter");
    await page.locator("#modify-text:focus").waitFor();
    await page.keyboard.press("ControlOrMeta+A");
    await page.keyboard.type("routes:\n  - host: api.example.com\n");
    await tabTo(page, "Review");
    await page.keyboard.press("Enter");
    await page.locator("#modify-review-title:focus").waitFor();
    expect(await page.locator("#modify-diff .removed").count()).toBe(6);
    expect(await page.locator("#modify-effect .removed").textContent()).toBe("-in force\n");
    expect(await page.locator("#modify .warnings").textContent()).toContain("It closes a host");
    expect(await page.locator("#modify-credentials input").count()).toBe(0);
    await tabTo(page, "Put in force");
    await page.keyboard.press("Enter");
    await page.getByText("routes.yaml:3: Unknown key. Remove it").waitFor();
    await page.keyboard.press("Escape");
    expect(await page.locator(".proposal").count()).toBe(3);
    // Closed and opened again, the edited text is still there
    operator.outcome = { ok: true, changed: "", next: null };
    await page.locator("#detail-modify:focus").press("Enter");
    expect(await page.locator("#modify-text").inputValue()).toBe("routes:\n  - host: api.example.com\n");
    await tabTo(page, "Review");
    await page.keyboard.press("Enter");
    await page.locator("#modify-review-title:focus").waitFor();
    await tabTo(page, "Put in force");
    await page.keyboard.press("Enter");
    await page.locator("#outcome-title:focus").waitFor();
    expect(operator.calls.map((call) => (call.did === "approve" ? call.approval : call))).toEqual([
      { notes: "", text: "routes:\n  - host: api.example.com\n", typed: [], seen },
      { notes: "", text: "routes:\n  - host: api.example.com\n", typed: [], seen },
    ]);
    expect(dashboard.complaints).toEqual([]);
  });

  test("F48 by the keyboard alone a proposal is rejected, with a reason", async () => {
    await using dashboard = await openDashboard(browser);
    const { page, operator } = dashboard;
    settle(operator);
    await tabTo(page, "generic-secret");
    await page.keyboard.press("Space");
    await page.locator("#detail-title:focus").waitFor();
    await page.getByText("so that it can only be rejected").waitFor();
    expect(await page.locator("#detail-approve").isVisible()).toBe(false);
    await tabTo(page, "Reject…");
    await page.keyboard.press("Enter");
    await page.locator("#reject-notes:focus").waitFor();
    await tabTo(page, "Reject");
    await page.keyboard.press("Enter");
    await page.locator("#reject-notes:focus:invalid").waitFor();
    expect(operator.calls).toEqual([]);
    await page.keyboard.type("take it out of the text");
    await tabTo(page, "Reject");
    await page.keyboard.press("Enter");
    await page.locator("#outcome-title:focus").waitFor();
    expect(operator.calls).toMatchObject([{ did: "reject", notes: "take it out of the text" }]);
  });

  test("B30 what comes meanwhile takes neither focus nor what is typed, and is announced", async () => {
    await using dashboard = await openDashboard(browser);
    const { page, operator } = dashboard;
    const more = (minute: number) => {
      const detail = proposalDetail({
        identity: scene.reviewer,
        minute,
        change: hostChange,
        summary: `host-${minute}.example`,
      });
      operator.details.set(detail.id, detail);
      operator.show({ ...operator.overview, proposals: [rowOf(detail), ...operator.overview.proposals] });
    };
    await page.locator(".proposal", { hasText: "registry.example.com" }).focus();
    more(1);
    await page.getByText("New proposal from reviewer-t0qw8: Host host-1.example").waitFor();
    expect(await page.locator(".proposal:focus").textContent()).toContain("registry.example.com");
    expect(await page.title()).toBe("(3) claude-bottle");
    await page.keyboard.press("Enter");
    await page.locator("#detail-reject").click();
    await page.locator("#reject-notes").pressSequentially("half a rea");
    more(3);
    await page.getByText("New proposal from reviewer-t0qw8: Host host-3.example").waitFor();
    await page.keyboard.type("son");
    expect(await page.locator("#reject-notes:focus").inputValue()).toBe("half a reason");
    expect(dashboard.complaints).toEqual([]);
  });

  test("B31 what is decided on one page leaves the other, where it is open and where a dialog asks about it", async () => {
    await using dashboard = await openDashboard(browser);
    const { page, operator } = dashboard;
    settle(operator);
    const { page: other, complaints } = await dashboard.another();
    await other.getByRole("button", { name: "registry.example.com" }).click();
    await other.getByRole("button", { name: "Approve…" }).click();
    await other.locator("#approve-notes").fill("not yet");
    await page.getByRole("button", { name: "registry.example.com" }).click();
    await page.getByRole("button", { name: "Reject…" }).click();
    await page.locator("#reject-notes").fill("no");
    await page.locator("#reject-notes").press("Tab");
    await page.keyboard.press("Enter");
    await other.getByText("It has been decided elsewhere meanwhile").waitFor();
    expect(await other.locator("#approve button[type=submit]").isDisabled()).toBe(true);
    expect(await other.locator("#approve-notes").inputValue()).toBe("not yet");
    expect(await other.locator(".proposal").count()).toBe(2);
    expect(complaints).toEqual([]);
  });

  test("a proposal that is decided elsewhere while it has focus hands focus to the next", async () => {
    await using dashboard = await openDashboard(browser);
    const { page, operator } = dashboard;
    const rows = [...operator.overview.proposals];
    await page.locator(".proposal", { hasText: "deploy.example.com" }).focus();
    for (const [index, next] of ["registry.example.com", "generic-secret"].entries()) {
      resolve(operator, rows[index] ?? { id: "" });
      await page.locator(".proposal:focus", { hasText: next }).waitFor();
    }
    resolve(operator, rows[2] ?? { id: "" });
    await page.locator("#proposals-title:focus").waitFor();
    await page.getByText("No agent asks for anything.").waitFor();
  });

  test("a change under the open proposal is shown in it", async () => {
    await using dashboard = await openDashboard(browser);
    const { page, operator } = dashboard;
    await page.getByRole("button", { name: "registry.example.com" }).click();
    await page.getByRole("button", { name: "Approve…" }).waitFor();
    const detail = [...operator.details.values()].find(({ summary }) => summary === "registry.example.com");
    if (detail === undefined) throw new Error("not in the scene");
    operator.details.set(detail.id, { ...detail, stale: "@@ -1 +0,0 @@\n-api.example.com" });
    operator.show(operator.overview);
    await page.locator("#detail-stale-diff .removed", { hasText: "-api.example.com" }).waitFor();
  });

  test("what changed while a dialog asks about it is not put in force, until it is looked at again", async () => {
    await using dashboard = await openDashboard(browser);
    const { page, operator } = dashboard;
    await page.getByRole("button", { name: "registry.example.com" }).click();
    await page.getByRole("button", { name: "Approve…" }).click();
    const detail = [...operator.details.values()].find(({ summary }) => summary === "registry.example.com");
    if (detail === undefined) throw new Error("not in the scene");
    operator.details.set(detail.id, { ...detail, warnings: ["Opens it on port 443 as well"] });
    operator.show(operator.overview);
    await page.getByText("What approving it does has changed meanwhile").waitFor();
    await page.locator("#approve-notes").press("Enter");
    expect(await page.locator("#approve button[type=submit]").isDisabled()).toBe(true);
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "Approve…" }).click();
    await page.locator("#approve .warnings", { hasText: "Opens it on port 443" }).waitFor();
    await page.locator("#approve button[type=submit]").click();
    await page.locator("#outcome-title:focus").waitFor();
    expect(operator.calls).toHaveLength(1);
  });

  test("F58 trouble is shown, and goes", async () => {
    await using dashboard = await openDashboard(browser);
    const { page, operator } = dashboard;
    const before = operator.overview;
    operator.show({
      bottles: [],
      proposals: [],
      trouble: ["The engine does not answer at unix:///run/docker.sock"],
    });
    await page.getByText("The engine does not answer").waitFor();
    await page.getByText("No bottle runs.").waitFor();
    operator.show({ ...before, bottles: [bottleRow(scene.fixer, { trouble: "egress-proxy: exited" })] });
    await page.getByText("✗ egress-proxy: exited").waitFor();
    expect(await page.locator("#trouble").isVisible()).toBe(false);
  });

  test("decisions appear as they are made; they can be held, and narrowed to what was refused", async () => {
    await using dashboard = await openDashboard(browser);
    const { page, operator } = dashboard;
    operator.decide(decision(scene.fixer, { path: "/first" }));
    operator.decide(decision(scene.fixer, { path: "/second", verdict: "deny", rule: "path", status: 403 }));
    await page.getByText("GET api.example.com/second").waitFor();
    await page.getByLabel("Refused only").check();
    expect(await page.getByText("GET api.example.com/first").isVisible()).toBe(false);
    await page.getByLabel("Refused only").uncheck();
    await page.getByLabel("Hold").check();
    for (let count = 0; count < 500; count += 1)
      operator.decide(decision(scene.fixer, { path: `/held-${count}` }));
    operator.show({ ...operator.overview, trouble: ["after them"] });
    await page.getByText("after them").waitFor();
    expect(await page.locator("#decisions-rows tr").count()).toBe(2);
    await page.getByLabel("Hold").uncheck();
    await page.getByText("GET api.example.com/held-499").waitFor();
    expect(await page.locator("#decisions-rows tr").count()).toBe(200);
  });

  test("F49 the audit shows each log with its chain, and a diff when it is asked for", async () => {
    await using dashboard = await openDashboard(browser);
    const { page, operator } = dashboard;
    const [log] = operator.logs;
    if (log === undefined) throw new Error("not in the scene");
    operator.logs = [log, { ...log, component: "egress-proxy", broken: "line 1 was changed" }];
    await page.getByRole("button", { name: "Read and verify" }).click();
    await page.getByText("✗ Broken chains: 1").waitFor();
    await page.getByText("✓ chain whole").waitFor();
    await page.getByText("✗ chain broken: line 1 was changed").waitFor();
    await page.getByText("Show", { exact: true }).first().click();
    await page.locator("#audit .added", { hasText: "+api.example.com" }).waitFor();
  });

  test("the end of the dashboard is said, and it is not asked for again", async () => {
    await using dashboard = await openDashboard(browser);
    await dashboard.end();
    await dashboard.page.getByText("Ended in its terminal").waitFor();
    expect(dashboard.complaints).toEqual([]);
  });

  test("a page whose place was taken says so, and is live again with what there is then", async () => {
    await using dashboard = await openDashboard(browser);
    const { page, operator } = dashboard;
    for (let count = 0; count < 4; count += 1) await dashboard.another();
    await page.getByText("Not live: other pages took this one's place").waitFor();
    operator.show({ ...operator.overview, trouble: ["said while it was away"] });
    await page.getByRole("button", { name: "Make this page live" }).click();
    await page.getByText("said while it was away").waitFor();
  });

  test("F48 the token is gone from address and history, and serves no other browser", async () => {
    await using dashboard = await openDashboard(browser);
    expect(await dashboard.page.evaluate("location.href")).toBe(dashboard.url.replace(/#.*/, ""));
    await dashboard.page.reload();
    await dashboard.page.getByText("Live", { exact: true }).waitFor();
    await using stranger = await browser.newContext();
    const { page } = await openPage(stranger, dashboard.url);
    await page.getByText("This address has been used").waitFor();
    expect(await page.locator(".proposal").count()).toBe(0);
    await page.goto(dashboard.url.replace(/#.*/, ""));
    await page.getByText("This browser has no session with this dashboard").waitFor();
  });

  test("files and answers that are lost on the way are asked for again, a decision is not", async () => {
    const served = await serveDashboard(dashboardScene());
    await using context = await browser.newContext();
    const lost: string[] = [];
    await context.route(/follow\.js|session$|proposals\/[^/]+\/[^/]+$|reject$/, async (route) => {
      const name = `${route.request().method()} ${route.request().url().split("/").at(-1)}`;
      if (lost.includes(name)) return await route.continue();
      lost.push(name);
      await route.abort("failed");
    });
    try {
      const { page } = await openPage(context, served.url);
      await page.getByText("Live", { exact: true }).waitFor();
      await page.getByRole("button", { name: "registry.example.com" }).click();
      await page.getByRole("button", { name: "Reject…" }).click();
      await page.locator("#reject-notes").fill("no");
      await page.locator("#reject button[type=submit]").click();
      await page.getByText("The dashboard's answer was lost").waitFor();
      expect(lost).toEqual(
        expect.arrayContaining(["GET follow.js", "POST session", "GET session", "POST reject"]),
      );
    } finally {
      await served[Symbol.asyncDispose]();
    }
  });

  test("an unseen bottle and an empty home are shown as such", async () => {
    const operator = dashboardScene();
    operator.overview = { bottles: [], proposals: [], trouble: [] };
    await using dashboard = await openDashboard(browser, { operator });
    for (const text of ["No agent asks for anything.", "No bottle runs.", "No request was decided yet."])
      await dashboard.page.getByText(text).waitFor();
    expect(await dashboard.page.title()).toBe("claude-bottle");
  });
});
