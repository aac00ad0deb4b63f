import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import {
  bottleRow,
  proposalDetail,
  proposalRow,
  requestDecision,
  routesDetail,
  sampleOverview,
} from "../../apps/launcher/src/dashboard/testing/samples.ts";
import { type DashboardWindow, openDashboard } from "../world/dashboard.ts";
import { tmuxMissing, type Window } from "../world/window.ts";

const missing = tmuxMissing();
if (missing !== null) process.stdout.write(`skipped: the dashboard in a real terminal: ${missing}\n`);

const ref = ({ identity, id }: { identity: string; id: string }) => ({ identity, id });

/** Shows the samples, all of which can be opened. */
async function withSamples(options: Parameters<typeof openDashboard>[0] = {}): Promise<DashboardWindow> {
  const dashboard = await openDashboard(options);
  dashboard.tell({ details: [proposalDetail(), routesDetail] });
  dashboard.tell({ overview: sampleOverview });
  await dashboard.window.shows("registry.example.com");
  return dashboard;
}

/** Opens the proposal of routes, the second. */
async function openRoutes(window: Window): Promise<void> {
  await window.press("Down");
  await window.shows(/^> .*review-7h1m3/m);
  await window.press("Enter");
  await window.shows("routes for review-7h1m3");
}

const lines = (screen: string): string[] => screen.replace(/\n$/, "").split("\n");

describe.skipIf(missing !== null)("the dashboard in a real terminal", { timeout: 300_000 }, () => {
  test("F48 B29 B31 what comes is shown without a key; approved means gone at once; q gives the terminal back", async () => {
    await using dashboard = await openDashboard();
    const { window, tell } = dashboard;
    tell({ details: [proposalDetail()] });
    tell({ overview: sampleOverview });
    await window.shows("registry.example.com");
    tell({ decision: requestDecision() });
    tell({ decision: requestDecision({ verdict: "deny", host: "other.example.com", rule: "host" }) });
    const live = await window.shows("DENIED   dev-4k2j9  GET other.example.com/v1/messages  (host)");
    await window.press("Enter");
    await window.shows("The task needs a package");
    await window.press("a");
    const question = await window.shows("Approve exactly this? [y/n]");
    await window.press("y");
    expect(await dashboard.asked()).toEqual({
      did: "approve",
      ref: ref(proposalDetail()),
      approval: { notes: "", text: null, typed: [], seen: proposalDetail().diff },
    });
    const after = await window.shows("Approved in dev-4k2j9");
    await window.press("q");
    const end = await window.shows("ended: 0");

    expect(live).toContain("bottle gone: 5f3a:config/example.json:12");
    expect(question).toContain("+registry.example.com");
    expect(after).not.toContain("registry.example.com");
    expect(end).not.toContain("Pending");
  });

  test("F48 modify opens $EDITOR on the terminal; what it saved is shown, its credential typed, and approved", async () => {
    const editor = `
printf 'editing, press Enter: '
read answer
sed -i 's!/v1/!/v1/issues!' "$1"
cp "$1" edited
stty -a | grep -o -- '-\\?icanon' > mode`;
    await using dashboard = await withSamples({ editor });
    const { window } = dashboard;
    await openRoutes(window);
    await window.press("m");
    await window.shows("editing, press Enter:");
    await window.type("typed at the editor");
    await window.press("Enter");
    await window.shows("Type it to hand it out");
    await window.type("TRACKER_TOKEM");
    await window.press("Enter");
    await window.shows("That is not TRACKER_TOKEN");
    await window.type("TRACKER_TOKEN");
    await window.press("Enter");
    const question = await window.shows("Approve exactly this? [y/n]");
    await window.press("w");
    await window.type("only issues");
    await window.shows("only issues_");
    await window.press("Enter");
    await window.shows('with the words "only issues"');
    await window.press("y");
    const asked = await dashboard.asked();
    await window.shows("Approved as modified in review-7h1m3");

    expect(question).toContain("+    path_allowlist: [/v1/issues]");
    expect(question).toContain("Hands the credential TRACKER_TOKEN to api.example.com");
    expect(asked).toEqual({
      did: "approve",
      ref: ref(routesDetail),
      approval: {
        notes: "only issues",
        text: await readFile(join(dashboard.folder, "edited"), "utf8"),
        typed: ["TRACKER_TOKEN"],
        seen: expect.stringContaining("+    path_allowlist: [/v1/issues]"),
      },
    });
    expect(await readFile(join(dashboard.folder, "mode"), "utf8")).toBe("icanon\n");
  });

  test("F48 reject wants a reason, and says it", async () => {
    await using dashboard = await withSamples();
    const { window } = dashboard;
    await window.press("Enter");
    await window.shows("a approve");
    await window.press("r");
    await window.shows("Why not? _");
    await window.press("Enter");
    await window.shows("Give a reason");
    await window.type("use the mirror, q");
    await window.press("Enter");
    expect(await dashboard.asked()).toEqual({
      did: "reject",
      ref: ref(proposalDetail()),
      notes: "use the mirror, q",
    });
    await window.shows("Rejected in dev-4k2j9");
  });

  test("F48 B30 a failed apply says why and stays pending; the status outlives a refresh", async () => {
    await using dashboard = await withSamples();
    const { window, tell } = dashboard;
    tell({ outcome: { ok: false, reason: "pipelock did not reload", hint: "Look at its log" } });
    await window.press("Enter");
    await window.shows("a approve");
    await window.press("a");
    await window.shows("[y/n]");
    await window.press("y");
    await window.shows("Not in force, nothing was changed: pipelock did not reload (Look at its log)");
    tell({ overview: { ...sampleOverview, bottles: [bottleRow("new-0a1b2")] } });
    await window.press("Escape");
    const screen = await window.shows("new-0a1b2");
    expect(screen).toContain("Still pending: pipelock did not reload");
    expect(screen).toContain("registry.example.com");
  });

  test("F48 routes and allowlist of a bottle are edited in $EDITOR, shown, and put in force", async () => {
    await using dashboard = await withSamples({ editor: 'echo b.example.com >> "$1"' });
    const { window, tell } = dashboard;
    tell({ files: { "dev-4k2j9/allowlist": { fileName: "allowlist", text: "a.example.com\n" } } });
    await window.press("Tab");
    await window.shows(/^> dev-4k2j9/m);
    await window.press("w");
    await window.shows("+b.example.com");
    await window.type("for the tests");
    await window.press("Enter");
    expect(await dashboard.asked()).toEqual({
      did: "edit",
      identity: "dev-4k2j9",
      file: "allowlist",
      edited: {
        text: "a.example.com\nb.example.com\n",
        notes: "for the tests",
        seen: expect.stringContaining("+b.example.com"),
      },
    });
    await window.shows("In force: the edited allowlist in dev-4k2j9");
    await window.press("e");
    await window.shows("No running bottle is called");
  });

  test("F48 of many bottles the selected line is in sight, and stays selected as others come and go", async () => {
    await using dashboard = await withSamples();
    const { window, tell } = dashboard;
    const many = Array.from({ length: 60 }, (_, index) =>
      proposalRow({ identity: `dev-${String(index).padStart(5, "0")}`, id: `p${index}` }),
    );
    const bottles = many.map(({ identity }) => bottleRow(identity));
    tell({ overview: { bottles, proposals: many, trouble: [] } });
    await window.shows("60 pending, 60 bottles");
    await window.press("End");
    const end = await window.shows("> 03:04  host     dev-00059");
    await window.press("Up");
    await window.shows("> 03:04  host     dev-00058");
    tell({ overview: { bottles, proposals: many.slice(30), trouble: [] } });
    const fewer = await window.shows("30 pending, 60 bottles");
    expect(lines(end)).toHaveLength(24);
    expect(fewer).toContain("> 03:04  host     dev-00058");
  });

  test("F48 an engine that is gone empties the lists and says so; what comes back is shown by itself", async () => {
    await using dashboard = await withSamples();
    const { window, tell } = dashboard;
    const trouble = ["The engine does not answer"];
    tell({ overview: { bottles: [], proposals: [], trouble } });
    const gone = await window.shows("! The engine does not answer");
    tell({ overview: sampleOverview });
    await window.shows("3 pending, 2 bottles");
    expect(gone).toContain("0 pending, 0 bottles");
  });

  test("F48 a bottle that goes while its proposal is open: nothing can be approved any more", async () => {
    await using dashboard = await withSamples();
    const { window, tell } = dashboard;
    await window.press("Enter");
    await window.shows("a approve");
    tell({ overview: { ...sampleOverview, bottles: [], proposals: [proposalRow({ isAlive: false })] } });
    await window.shows("! Its bottle no longer runs");
    await window.press("a");
    await window.shows("nothing can be put in force there; reject it with r");
  });

  test("F48 it follows the terminal from 80x24 to 40x10, to nothing and back; it stays usable", async () => {
    await using dashboard = await withSamples();
    const { window } = dashboard;
    window.resize(40, 10);
    const small = await window.shows(/^↑↓ select {2}⏎ open {2}tab list {2}e routes$/m);
    await window.press("Enter");
    await window.shows("host for dev-4k2j9");
    await window.press("a");
    await window.shows("Approve exactly this?");
    window.resize(8, 2);
    await window.shows(/^Approve…?$/m);
    window.resize(100, 30);
    await window.shows("This comes into force");
    await window.press("y");
    await window.shows("Approved in dev-4k2j9");
    for (const key of ["q quit", "registry.examp…", "? help"]) expect(small).toContain(key);
    expect(lines(small)).toHaveLength(10);
  });

  test("F48 what an agent writes does not reach the terminal as control characters, and wide ones keep their place", async () => {
    await using dashboard = await withSamples();
    const { window, tell } = dashboard;
    const summary = "漢字.example\u001b]0;owned\u0007\u001b[2J\u202e\u200b!";
    tell({ overview: { ...sampleOverview, proposals: [proposalRow({ summary })] } });
    await window.shows("漢字.example�]0;owned��[2J��!");
    expect(window.received()).not.toContain("\\033]0;owned");
  });

  test.for([
    { env: { NO_COLOR: "1" }, colours: false },
    { env: {}, colours: true },
  ])("F48 colours: $colours with $env", async ({ env, colours }) => {
    await using dashboard = await withSamples({ env });
    await dashboard.window.press("Enter");
    await dashboard.window.shows("+registry.example.com");
    expect(/\\033\[3[1-6]m/.test(dashboard.window.received())).toBe(colours);
  });

  const ends: [string, (dashboard: DashboardWindow) => Promise<void> | void, number][] = [
    ["a signal", ({ pid }) => void process.kill(pid, "SIGTERM"), 143],
    ["Ctrl-C", ({ window }) => window.press("C-c"), 0],
    ["a crash", ({ tell }) => tell({ crash: true }), 1],
  ];
  test.for(ends)("F48 %s gives the terminal back as it was", async ([, end, status]) => {
    await using dashboard = await withSamples();
    const { window } = dashboard;
    await end(dashboard);
    const screen = await window.shows(`ended: ${status}`);
    await window.type("stty -a | tr ' ;' '\\n\\n' | grep -xE -- '-?(icanon|echo|isig|icrnl)' | tr '\\n' ' '");
    await window.press("Enter");
    await window.shows(/^icrnl isig icanon echo/m);
    expect(screen).not.toContain("Pending 3");
  });
});
