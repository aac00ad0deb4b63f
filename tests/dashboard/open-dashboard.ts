import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import type { Outcome, ProposalRef } from "../../apps/launcher/src/operator/operator.ts";
import { dashboardScene } from "../../apps/launcher/src/testing/dashboard-scene.ts";
import type { MemoryOperator } from "../../apps/launcher/src/testing/memory-operator.ts";
import { serveDashboard } from "../../apps/launcher/src/web/serve-dashboard.ts";
import { openPage, type WatchedPage } from "./chromium.ts";

/** A dashboard over an operator in memory, in a browser that has never been there. */
export interface OpenedDashboard extends WatchedPage, AsyncDisposable {
  operator: MemoryOperator;
  url: string;
  /** Another page of the same browser. */
  another(): Promise<WatchedPage>;
  /** Ends the dashboard, as Ctrl-C does. */
  end(): Promise<void>;
}

export interface OpenOptions extends BrowserContextOptions {
  operator?: MemoryOperator;
}

export async function openDashboard(browser: Browser, options: OpenOptions = {}): Promise<OpenedDashboard> {
  const { operator = dashboardScene(), ...contextOptions } = options;
  const served = await serveDashboard(operator);
  const context = await browser.newContext({ locale: "en-GB", reducedMotion: "reduce", ...contextOptions });
  const opened = await openPage(context, served.url);
  await opened.page.getByText("Live", { exact: true }).waitFor();
  return {
    ...opened,
    operator,
    url: served.url,
    async another() {
      const other = await openPage(context, served.url.replace(/#.*/, ""));
      await other.page.getByText("Live", { exact: true }).waitFor();
      return other;
    },
    end: async () => await served[Symbol.asyncDispose](),
    async [Symbol.asyncDispose]() {
      await context.close();
      await served[Symbol.asyncDispose]();
    },
  };
}

/** From now on what is decided with success no longer waits, as with a real queue. */
export function settle(operator: MemoryOperator): void {
  const [approve, reject] = [operator.approve.bind(operator), operator.reject.bind(operator)];
  const settled = async (ref: ProposalRef, outcome: Promise<Outcome>): Promise<Outcome> => {
    const done = await outcome;
    if (done.ok) resolve(operator, ref);
    return done;
  };
  operator.approve = (ref, approval) => settled(ref, approve(ref, approval));
  operator.reject = (ref, notes) => settled(ref, reject(ref, notes));
}

/** Takes a proposal from what waits. */
export function resolve(operator: MemoryOperator, { id }: Pick<ProposalRef, "id">): void {
  const proposals = operator.overview.proposals.filter((each) => each.id !== id);
  operator.show({ ...operator.overview, proposals });
}

/** Presses Tab until what is named so has focus; a keyboard that cannot reach it is an error. */
export async function tabTo(page: Page, name: string): Promise<void> {
  const passed: string[] = [];
  for (let presses = 0; presses < 60; presses += 1) {
    await page.keyboard.press("Tab");
    const focused: string = await page.evaluate(
      "(document.activeElement.labels?.[0] ?? document.activeElement).textContent.trim()",
    );
    if (focused.includes(name)) return;
    passed.push(focused.slice(0, 30));
  }
  throw new Error(`Tab does not lead to "${name}", but to ${passed.join(" | ")}`);
}
