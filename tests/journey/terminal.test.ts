import { readdir, writeFile } from "node:fs/promises";
import { createReadStream } from "node:fs";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { join } from "node:path";
import { expect, test } from "vitest";
import { type BackendName, describeOnEach } from "../world/backend-kinds.ts";
import { claudeCode } from "../world/claude-code.ts";
import { docker, run } from "../world/docker-cli.ts";
import { identityIn } from "../world/identity-in.ts";
import { shownOf } from "../world/shown-of.ts";
import { openWindow, tmuxMissing, type Window } from "../world/window.ts";
import { createWorld, launcher, type World, type WorldOptions } from "../world/world.ts";

const noTmux = tmuxMissing();
const client = await claudeCode();
if (client.missing !== null) process.stdout.write(`skipped: its Claude Code, on local: ${client.missing}\n`);
/** Containers and networks, or processes and a directory. */
const parts: Record<BackendName, number> = { docker: 4, local: 3 };

const plain = "egress: { pipelock: false }\negress_proxy: { routes: [] }";
const command = `'${process.execPath}' '${launcher}'`;

async function worldWith(backend: BackendName, bottle: string, more: WorldOptions = {}): Promise<World> {
  const world = await createWorld({ backend, ...more });
  await world.bottle("b", bottle);
  await world.agent("a", "bottle: b");
  return world;
}

/** Types a command line of ours and waits for its question whether to start; gives the identity it would have. */
async function starting(window: Window, rest: string): Promise<string> {
  await window.type(`clear; ${command} start a ${rest}`);
  await window.press("Enter");
  return identityIn(await window.shows("Start it? [y/N]"));
}

async function answer(window: Window, text: string): Promise<void> {
  await window.type(text);
  await window.press("Enter");
}

const states = (world: World): Promise<string[]> => readdir(join(world.home, "state")).catch(() => []);

const options = { timeout: 300_000, except: { docker: noTmux, local: noTmux } };
describeOnEach("a bottle in a real terminal", options, (backend) => {
  test("F13 anything but y and yes ends with 0, nothing created and nothing left on disk", async () => {
    await using world = await worldWith(backend, plain);
    await using window = await openWindow(world);
    for (const [n, no] of ["", "n", "yep", "ye s"].entries()) {
      const identity = await starting(window, `-- true; echo "end ${n}: $?"`);
      await answer(window, no);
      await window.shows(`end ${n}: 0`);
      expect(await world.objects(identity)).toEqual([]);
      expect(await states(world)).toEqual([]);
    }
  });

  test("F02 F13 what is asked for is typed unseen, reaches the agent, and stands nowhere else", async () => {
    await using world = await worldWith(backend, `${plain}\nenv:\n  ASKED: "?The key of the door"`);
    await using window = await openWindow(world);
    const from = Math.floor(Date.now() / 1000);
    const value = "typed-value-0123456789";
    const identity = await starting(window, `-- bash; echo "ended: $?"`);
    await answer(window, "YES");
    await window.shows("The key of the door");
    await answer(window, value);
    await window.shows(/agent@\S+:\S+\$/);
    await answer(window, `printf '%s' "$ASKED" | sha256sum`);
    await window.shows(createHash("sha256").update(value).digest("hex"));

    const files = await run("grep", ["-rl", value, world.home], { env: world.env });
    const shown = [...(await shownOf(world, identity)), await window.screen()];
    if (backend === "docker") {
      const events = await docker("events", "--since", String(from), "--until", "0s");
      expect(events).toContain(identity);
      const agent = `claude-bottle-${identity}`;
      shown.push(
        events,
        await docker("top", agent),
        await docker("top", `claude-bottle-egress-proxy-${identity}`),
      );
    }
    await answer(window, "exit");
    await window.shows("ended: 0");
    shown.push(await window.screen(), window.received());

    expect(files.stdout).toBe("");
    for (const each of shown) expect(each).not.toContain(value);
  });

  test("F61 it is a terminal inside, of the same size; resizes and keys reach the program; the status comes back", async () => {
    await using world = await worldWith(backend, plain);
    await using window = await openWindow(world);
    await writeFile(
      join(world.cwd, "script"),
      `
[ -t 0 ] && [ -t 1 ] && [ -t 2 ] && echo a "terminal"
trap 'echo caught "it"' INT
trap 'exit 42' QUIT
trap 'echo "size $(stty size)"' WINCH
echo "size $(stty size)"
sleep infinity &
while :; do wait; done`,
    );
    const modes = `stty -a | tr ' ;' '\\n\\n' | grep -xE -- '-?(icanon|echo|isig|icrnl)' | tr '\\n' ' '`;
    await starting(window, `-- bash -c "$(cat script)"; echo "ended: $?"; ${modes}`);
    await answer(window, "y");

    const inside = await window.shows("size 40 100");
    window.resize(70, 25);
    await window.shows("size 25 70");
    await window.press("C-c");
    await window.shows("caught it");
    await window.press("C-\\");
    const after = await window.shows(/ended: \d+/);
    const settled = await window.shows(/^-?icrnl .*echo/m);

    expect(inside).toMatch(/^a terminal$/m);
    expect(inside).toMatch(/^✓ Sidecars {2}\d+\.\d s$/m);
    expect(after).toContain("ended: 42");
    expect(settled).toMatch(/^icrnl isig icanon echo /m);
  });

  test("F10 F55 a closed terminal tears the bottle down and keeps its state", async () => {
    await using world = await worldWith(backend, plain);
    await using window = await openWindow(world);
    const fifo = join(world.cwd, "alive");
    await run("mkfifo", [fifo], { env: world.env });
    // Held open by the launcher alone: its end is the launcher's
    const alive = createReadStream(fifo);
    const gone = once(alive.resume(), "end");
    const identity = await starting(window, "-- bash 3>alive");
    await answer(window, "y");
    await window.shows(/agent@\S+:\S+\$/);
    expect(await world.objects(identity)).toHaveLength(parts[backend]);

    await window.close();
    await gone;

    expect(await world.objects(identity)).toEqual([]);
    expect(await states(world)).toEqual([identity]);
  });

  test("F19 cleanup asks for resources and state, and a bare Enter is a No to both", async () => {
    await using world = await worldWith(backend, plain);
    const identity = (await world.cli(["start", "a", "--yes", "--detach"])).stdout.trim();
    const held = await world.objects(identity);
    await using window = await openWindow(world);

    await answer(window, `${command} cleanup ${identity}; echo "ended: $?"`);
    await window.shows(`Remove ${parts[backend]} resources? [y/N]`);
    await window.press("Enter");
    await window.shows("ended: 0");
    expect(await world.objects(identity)).toEqual(held);
    await answer(window, `clear; ${command} cleanup ${identity}; echo "ended: $?"`);
    await window.shows(`Remove ${parts[backend]} resources? [y/N]`);
    await answer(window, "y");
    await window.shows("Delete the state of 1 bottle? [y/N]");
    await window.press("Enter");
    await window.shows("ended: 0");

    expect(held).toHaveLength(parts[backend]);
    expect(await world.objects(identity)).toEqual([]);
    expect(await states(world)).toEqual([identity]);
  });

  test.skipIf(backend === "local" && client.missing !== null)(
    "F42 the real Claude Code shows its prompt without any dialog before it, and carries out a turn",
    async () => {
      await using world = await worldWith(
        backend,
        "egress: { pipelock: false }\negress_proxy:\n  routes: [{ host: api.anthropic.com, auth: { scheme: Bearer, token_ref: KEY } }]",
        { hosts: ["api.anthropic.com"], env: { ...client.env, KEY: "sk-stand-in-model-token-0123456789" } },
      );
      await using window = await openWindow(world);
      await starting(window, `; echo "ended: $?"`);
      await answer(window, "y");

      const first = await window.shows(/^❯/m);
      await window.type("RUN:[echo from-the-tool > proof]");
      await window.shows(/❯\sRUN:\[echo from-the-tool > proof\]/);
      await window.press("Enter");
      await window.shows("all done");
      await answer(window, "/exit");
      await window.shows("ended: 0");

      expect(first).not.toMatch(/trust|theme|log ?in|Enter to confirm/i);
      const bodies = (await world.sink.requests()).map(({ body }) => body.toString("utf8"));
      expect(bodies.some((body) => body.includes("tool_result"))).toBe(true);
    },
  );
});
