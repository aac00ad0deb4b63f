import { describe, expect, test } from "vitest";
import { liveAllowlist } from "./apply.ts";
import type { PipelockControl, PipelockOutput } from "./control.ts";
import { allowlistOf, configHash } from "./reloadable.ts";
import { pipelockYaml } from "./yaml.ts";

const yamlFor = (hosts: readonly string[]): string =>
  pipelockYaml({
    identity: "demo-abc12",
    hosts,
    dlpAction: "block",
    position: "behind-proxy",
    passthrough: [],
    injectedHeaders: [],
    privateHosts: {},
    listen: { proxy: "0.0.0.0:8888", metrics: "127.0.0.1:9090" },
  });
const old = yamlFor(["old.example"]);
const wanted = yamlFor(["new.example"]);

/** A pipelock in memory, as far as its control goes. `takes` says how it treats a file that arrives. */
function scripted(takes: "at once" | "on hangup" | "silently" | "never", asked = true) {
  let running = old;
  let file = old;
  const calls: string[] = [];
  const listeners = new Set<(line: PipelockOutput) => void>();
  const load = (): void => {
    running = file;
    const event = JSON.stringify({ event: "config_reload", config_hash: configHash(file) });
    for (const listener of listeners) listener({ stream: "stdout", text: event });
  };
  const control: PipelockControl = {
    async put(name, content) {
      calls.push(`put ${name}`);
      if (name !== "pipelock.yaml") return;
      file = content;
      if (takes === "at once") load();
      if (takes === "silently") running = file;
    },
    async check() {
      return { ok: true, says: "" };
    },
    async hup() {
      calls.push("hup");
      if (takes === "on hangup") load();
    },
    lines(signal) {
      const queue: PipelockOutput[] = [];
      let wake = (): void => undefined;
      const listener = (line: PipelockOutput): void => {
        queue.push(line);
        wake();
      };
      listeners.add(listener);
      signal.addEventListener("abort", () => wake());
      return (async function* () {
        while (!signal.aborted) {
          const next = queue.shift();
          if (next === undefined) await new Promise<void>((resolve) => (wake = resolve));
          else yield next;
        }
        listeners.delete(listener);
      })();
    },
    ask: asked
      ? async (name) =>
          allowlistOf(running).includes(name)
            ? "blocked: core DLP match: AWS Access ID (critical)\n"
            : `blocked: domain not in allowlist: ${name}\n`
      : null,
  };
  return { control, calls, file: () => file };
}

describe("the live allowlist", () => {
  test("F21 a change that is taken at once needs no signal", async () => {
    const { control, calls } = scripted("at once");
    expect(await liveAllowlist(control, old, 60_000).change(wanted)).toEqual({ outcome: "applied" });
    expect(calls).toEqual(["put candidate.yaml", "put pipelock.yaml"]);
  });

  test("F21 silence is answered with a hangup signal", async () => {
    const { control, calls } = scripted("on hangup");
    expect(await liveAllowlist(control, old, 5).change(wanted)).toEqual({ outcome: "applied" });
    expect(calls).toContain("hup");
  });

  test("F21 silence is no failure where the change can be read back", async () => {
    expect(await liveAllowlist(scripted("silently").control, old, 5).change(wanted)).toEqual({
      outcome: "applied",
    });
  });

  test("F21 silence is failure where nobody can ask, and the old file is put back", async () => {
    const { control, file } = scripted("silently", false);
    expect(await liveAllowlist(control, old, 5).change(wanted)).toEqual({
      outcome: "refused",
      reason: "it did not say that it took the file",
      restored: false,
    });
    expect(file()).toBe(old);
  });

  test("F21 a change that does not show is taken back", async () => {
    const { control, file } = scripted("never");
    const live = liveAllowlist(control, old, 5);
    expect(await live.change(wanted)).toEqual({
      outcome: "refused",
      reason: expect.stringMatching(/it answers for "(?:new|old)\.example"/),
      restored: true,
    });
    expect([file(), live.current()]).toEqual([old, old]);
  });

  test("F21 changes wait for each other", async () => {
    const { control, file } = scripted("at once");
    const live = liveAllowlist(control, old, 60_000);
    const lists = [["a.example"], ["b.example"], ["a.example", "c.example"]].map(yamlFor);
    expect(await Promise.all(lists.map((yaml) => live.change(yaml)))).toEqual(
      lists.map(() => ({ outcome: "applied" })),
    );
    expect([file(), live.current()]).toEqual([lists[2], lists[2]]);
  });

  test("an engine that fails in the middle is a refusal with its words, not a lost change", async () => {
    const { control } = scripted("at once");
    const failing: PipelockControl = { ...control, put: failOn("pipelock.yaml", control) };
    expect(await liveAllowlist(failing, old, 5).change(wanted)).toEqual({
      outcome: "refused",
      reason: "no such container",
      restored: false,
    });
  });
});

function failOn(name: string, control: PipelockControl): PipelockControl["put"] {
  return async (file, content) => {
    if (file === name) throw new Error("no such container");
    await control.put(file, content);
  };
}
