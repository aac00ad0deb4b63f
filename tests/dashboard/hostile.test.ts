import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Browser } from "playwright-core";
import type { ProposalDetail } from "../../apps/launcher/src/operator/operator.ts";
import {
  auditEntry,
  bottleRow,
  dashboardScene,
  decision,
  proposalDetail,
  rowOf,
  scene,
} from "../../apps/launcher/src/testing/dashboard-scene.ts";
import { launchChromium, missingBrowser } from "./chromium.ts";
import { openDashboard } from "./open-dashboard.ts";

/** A home in which every text that an agent has a hand in is this one. */
function sceneOf(text: string, changed: Partial<ProposalDetail> = {}) {
  const operator = dashboardScene();
  const dockerfile = { dockerfile: text, based_on: "0".repeat(64) };
  const detail = proposalDetail({
    identity: scene.fixer,
    minute: 1,
    change: { kind: "capability-block", change: dockerfile },
    summary: text,
    justification: text,
    diff: `@@ -0,0 +1 @@\n+${text}`,
    stale: `@@ -1 +0,0 @@\n-${text}`,
    warnings: [text],
    editable: { fileName: "Dockerfile", text },
    mustType: [text],
    ...changed,
  });
  operator.details.set(detail.id, detail);
  operator.logs = [
    {
      identity: scene.fixer,
      component: "agent",
      entries: [auditEntry(1, { component: "agent", justification: text, notes: text, diff: detail.diff })],
      broken: text,
    },
  ];
  operator.overview = {
    bottles: [bottleRow(scene.fixer, { agent: text, bottle: text, trouble: text })],
    proposals: [rowOf(detail)],
    trouble: [text],
  };
  return operator;
}

describe.skipIf(missingBrowser !== null)("what an agent writes, in Chromium", () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchChromium();
  });
  afterAll(async () => await browser.close());

  async function showEverything(text: string, changed: Partial<ProposalDetail> = {}) {
    const operator = sceneOf(text, changed);
    const dashboard = await openDashboard(browser, { operator });
    const { page } = dashboard;
    operator.decide(decision(scene.fixer, { path: text, host: text, rule: text }));
    await page.locator(".proposal").first().click();
    await page.locator("#detail-approve").waitFor();
    await page.locator("#audit-load").click();
    await page.locator("#audit summary").click();
    await page.locator("#audit .diff .added").first().waitFor();
    for (const name of ["approve", "modify", "reject"]) {
      await page.locator(`#detail-${name}`).click();
      await page.keyboard.press("Escape");
    }
    await page.locator("#decisions-rows tr").first().waitFor();
    return dashboard;
  }

  test.for([
    `<script>document.title = "owned"</script>`,
    `<img src=x onerror="document.title = 'owned'">`,
    `"><svg onload="document.title = 'owned'"><a href="javascript:document.title = 'owned'">x</a>`,
    `</pre></textarea></dialog><iframe srcdoc="<script>parent.document.title = 'owned'</script>">`,
    `{{constructor.constructor("document.title = 'owned'")()}}`,
  ])("markup stays text everywhere: %s", async (text) => {
    await using dashboard = await showEverything(text);
    const { page, complaints } = dashboard;
    expect(await page.title()).toBe("(1) claude-bottle");
    expect(
      await page.locator("body :is(script, iframe, svg, img:not(h1 img), a:not([href^='#']))").count(),
    ).toBe(0);
    expect(await page.locator("#detail-justification").textContent()).toBe(text);
    expect(complaints).toEqual([]);
  });

  test("what cannot be seen or would turn a text around is shown by its number", async () => {
    const text = "evil\u202Emoc.elpmaxe\u2066\u200B\u0000\u001B[2J\uFEFF\u{E0041}end";
    await using dashboard = await showEverything(text);
    const { page } = dashboard;
    const shown = "evilU+202Emoc.elpmaxeU+2066 U+200B U+0000 U+001B[2JU+FEFF U+E0041end";
    expect(await page.locator("#detail-justification").textContent()).toBe(shown);
    expect(await page.locator("#detail-diff .added").textContent()).toBe(`+${shown}\n`);
    expect(await page.locator("#decisions-rows .request").textContent()).toContain(shown);
    const unseen =
      "[\\u0000-\\u0008\\u000b-\\u001f\\u007f-\\u009f\\u200b-\\u200f\\u202a-\\u202e\\u2066-\\u2069\\ufeff]";
    expect(await page.evaluate(`new RegExp("${unseen}").test(document.body.textContent)`)).toBe(false);
    await page.locator("#detail-modify").click();
    await page.getByText("Characters that do not show: line 1: U+202E").waitFor();
  });

  test("letters that run from right to left stay in their own place", async () => {
    await using dashboard = await showEverything("\u05D0\u05D1\u05D2.example /path");
    const { page } = dashboard;
    const style = "getComputedStyle(document.querySelector('#detail-diff .added'))";
    expect(await page.evaluate(`[${style}.unicodeBidi, ${style}.direction]`)).toEqual([
      "bidi-override",
      "ltr",
    ]);
  });

  test("a line that is added and looks like a file's head is shown as added", async () => {
    const diff = "--- a\n+++ a\n@@ -1 +1,2 @@\n-- old\n+++ new\n++ b\n";
    await using dashboard = await showEverything("x", { diff });
    const { page } = dashboard;
    const kinds = "[...document.querySelectorAll('#detail-diff > *')].map((line) => line.className)";
    expect(await page.evaluate(kinds)).toEqual(["head", "head", "head", "removed", "added", "added"]);
  });

  test("64 KiB in one line and in many are shown whole, wrapped, and the page still answers", async () => {
    const long = "a".repeat(64 * 1024);
    const many = Array.from({ length: 8_192 }, (_, index) => `+RUN ${index % 10}`).join("\n");
    for (const diff of [`@@ -0,0 +1 @@\n+${long}`, `@@ -0,0 +1,8192 @@\n${many}`]) {
      await using dashboard = await showEverything(long.slice(0, 4_000), { diff });
      const { page, complaints } = dashboard;
      expect(await page.locator("#detail-diff").textContent()).toBe(`${diff}\n`);
      expect(await page.evaluate("document.documentElement.scrollWidth <= innerWidth")).toBe(true);
      const inside = "document.querySelector('#detail-diff')";
      expect(await page.evaluate(`${inside}.scrollWidth <= ${inside}.clientWidth`)).toBe(true);
      expect(complaints).toEqual([]);
    }
  });

  test("what Review shows is the whole change, whatever the two texts are", async () => {
    await using dashboard = await openDashboard(browser);
    const line = fc.constantFrom("a", "b", "", "-- a", "++ b", "@@ -1 +1 @@", " c");
    const file = fc.array(line, { maxLength: 12 }).map((lines) => lines.join("\n"));
    const diffOf = async (before: string, after: string): Promise<string> => {
      const texts = [before, after].map((text) => JSON.stringify(text)).join(", ");
      return await dashboard.page.evaluate(
        `import("./line-diff.js").then(({ lineDiff }) => lineDiff(${texts}))`,
      );
    };
    await fc.assert(
      fc.asyncProperty(file, file, async (before, after) => {
        expect(applied(before, await diffOf(before, after))).toBe(after);
      }),
      { numRuns: 200 },
    );
    const [old, now] = ["a\n".repeat(32 * 1024), "b\n".repeat(32 * 1024)] as const;
    expect(applied(old, await diffOf(old, now))).toBe(now);
  });

  test("64 KiB of marks that cannot be seen are one mark that counts them", async () => {
    await using dashboard = await showEverything("x", {
      diff: `@@ -0,0 +1 @@\n+${"\u202E".repeat(64 * 1024)}`,
    });
    await dashboard.page.locator("#detail-diff .mark", { hasText: "and 65528 more unseen" }).waitFor();
  });
});

/** A text with a diff of one hunk applied to it. */
function applied(before: string, diff: string): string {
  if (diff === "") return before;
  const [head = "", ...lines] = diff.split("\n");
  const [start = 0, olds = 0, , news = 0] = [...head.matchAll(/\d+/g)].map(Number);
  const without = (sign: string) =>
    lines.filter((each) => !each.startsWith(sign)).map((each) => each.slice(1));
  expect([without("+").length, without("-").length]).toEqual([olds, news]);
  const text = before.split("\n");
  expect(text.splice(start - 1, olds, ...without("-"))).toEqual(without("+"));
  return text.join("\n");
}

describe.skipIf(missingBrowser !== null)(
  "another server of this machine, in the operator's own browser",
  () => {
    let browser: Browser;
    beforeAll(async () => {
      browser = await launchChromium();
    });
    afterAll(async () => await browser.close());

    test.for(["127.0.0.1", "localhost"])(
      "at %s is sent no cookie, reads nothing and decides nothing",
      async (name) => {
        await using dashboard = await openDashboard(browser);
        const target = dashboard.url.replace(/#.*/, "");
        const [detail] = dashboard.operator.details.values();
        const reject = `${target}proposals/${detail?.identity}/${detail?.id}/reject`;
        const cookies: (string | undefined)[] = [];
        const evil = createServer((request, response) => {
          cookies.push(request.headers.cookie);
          response.setHeader("content-type", "text/html").end(attack(target, reject));
        }).listen(0);
        await once(evil, "listening");
        try {
          const page = await dashboard.page.context().newPage();
          await page.goto(`http://${name}:${(evil.address() as AddressInfo).port}/`);
          await page.locator("#done").waitFor();
          expect(JSON.parse((await page.locator("#done").textContent()) ?? "")).toEqual({
            simple: "TypeError",
            json: "TypeError",
            read: "TypeError",
            events: "closed",
            script: "error",
            framed: "unreadable",
          });
          expect(dashboard.operator.calls).toEqual([]);
          expect(cookies.filter((cookie) => cookie !== undefined)).toEqual([]);
        } finally {
          evil.closeAllConnections();
          evil.close();
        }
      },
    );
  },
);

/** A page that tries what a page can, and says what came of it. */
const attack = (target: string, reject: string): string => `<!doctype html><body><script type="module">
const body = JSON.stringify({ notes: "gotcha" });
const name = (error) => error.name;
const simple = await fetch("${reject}", { method: "POST", mode: "no-cors", credentials: "include", body }).then(({ type }) => type, name);
const headers = { "content-type": "application/json" };
const json = await fetch("${reject}", { method: "POST", credentials: "include", headers, body }).then(({ type }) => type, name);
const read = await fetch("${target}audit", { credentials: "include" }).then((answer) => answer.text(), name);
const source = new EventSource("${target}events", { withCredentials: true });
const events = await new Promise((resolve) => {
  source.onmessage = () => resolve("message");
  source.onerror = () => resolve(source.readyState === EventSource.CLOSED ? "closed" : "open");
});
const script = await new Promise((resolve) => {
  const element = document.createElement("script");
  element.onload = () => resolve("load");
  element.onerror = () => resolve("error");
  element.src = "${target}main.js";
  document.body.append(element);
});
const frame = document.createElement("iframe");
frame.name = "frame";
const loaded = new Promise((resolve) => (frame.onload = resolve));
frame.src = "${target}";
document.body.append(frame);
await loaded;
let framed = "unreadable";
try { framed = frame.contentWindow.document.title; } catch {}
const form = document.createElement("form");
Object.assign(form, { method: "post", action: "${reject}", enctype: "text/plain", target: "frame" });
const input = document.createElement("input");
Object.assign(input, { name: '{"notes":"', value: '"}' });
form.append(input);
document.body.append(form);
const posted = new Promise((resolve) => (frame.onload = resolve));
form.submit();
await posted;
const done = document.createElement("p");
done.id = "done";
done.textContent = JSON.stringify({ simple, json, read, events, script, framed });
document.body.append(done);
</script>`;
