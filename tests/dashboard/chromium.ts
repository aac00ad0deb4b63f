import { accessSync, constants } from "node:fs";
import { chromium, type Browser, type BrowserContext, type Page } from "playwright-core";

const PATHS = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

const executable = PATHS.find((path) => {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
});

/** Why no browser can be had; null where one can. */
export const missingBrowser = executable === undefined ? `No Chromium at ${PATHS.join(", ")}` : null;

/** Chromium without a window. */
export async function launchChromium(): Promise<Browser> {
  if (executable === undefined) throw new Error(missingBrowser ?? "");
  return await chromium.launch({ executablePath: executable, args: ["--disable-dev-shm-usage"] });
}

/** A page, with everything that its browser complained of. */
export interface WatchedPage {
  page: Page;
  /** Errors, warnings of the console (violations of the content security policy among them). */
  complaints: string[];
}

export async function openPage(context: BrowserContext, url: string): Promise<WatchedPage> {
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on("pageerror", (error) => complaints.push(`error: ${error.message}`));
  page.on("console", (message) => {
    // Interfaces of this machine come and go with every container; the page copes with it
    if (message.text().includes("ERR_NETWORK_CHANGED")) return;
    if (["error", "warning"].includes(message.type()))
      complaints.push(`${message.type()}: ${message.text()}`);
  });
  await page.goto(url);
  return { page, complaints };
}
