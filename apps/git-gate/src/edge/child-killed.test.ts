import { once } from "node:events";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { request, type IncomingMessage } from "node:http";
import { dirname } from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { git } from "../testing/git.ts";
import { serve } from "../testing/https-upstream.ts";
import { descendants, killAll, startGateProcess, type GateProcess } from "../testing/process.ts";
import { startWorld, type World } from "../testing/world.ts";

let world: World;
let gate: GateProcess;
beforeAll(async () => {
  world = await startWorld();
  const { config } = world.document;
  const state = { state: `${world.directory}/process`, control: `${world.directory}/process.sock` };
  gate = await startGateProcess({ ...world.document, config: { ...config, ...state } });
});
afterAll(async () => {
  await gate[Symbol.asyncDispose]();
  await world[Symbol.asyncDispose]();
});

function commandLine(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0").join(" ").trim();
  } catch {
    return "";
  }
}

const isForward = ({ method, url }: IncomingMessage): boolean =>
  method === "POST" && url?.includes("receive-pack") === true;

/** Writes a lock as a git leaves it that is killed while it changes a ref. */
function leaveLock(ref: string): void {
  const path = `${world.directory}/process/repo.git/${ref}.lock`;
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, "");
}

/** Which of those with this command line, in the order of their start. */
const children: readonly [what: string, line: RegExp, at: number][] = [
  ["the git that takes it in", /^git receive-pack /, 0],
  ["the hook's shell", /hooks\/proc-receive/, 0],
  ["the hook's first carrier", /^cat$/, 0],
  ["the hook's second carrier", /^cat$/, 1],
  ["the hook's third carrier", /^cat$/, 2],
  ["the git that sends it on", /^git push /, 0],
  ["its transport", /git-core\/git remote-https /, 0],
];

type Instead = NonNullable<World["upstream"]["instead"]>;

/** Pushes a new branch while the upstream does this, and then again while it does nothing special. */
async function pushTwice(what: string, instead: Instead): Promise<void> {
  const name = what.replaceAll(/\W/g, "-");
  const url = `http://127.0.0.1:${gate.port}/repo`;
  const ref = `refs/heads/${name}`;
  const copy = await world.clone(name);
  const id = await copy.commit(`${name}.txt`, name);
  world.upstream.instead = (asked, response) => {
    instead(asked, response);
    serve(`${world.directory}/upstream`, asked, response);
  };
  const { code } = await copy.git("push", url, `HEAD:${ref}`);
  world.upstream.instead = null;

  if (code === 0) expect(await world.at(ref)).toBe(id);
  const again = await copy.git("push", url, `HEAD:${ref}`);
  expect([again.code, again.text]).toEqual([0, expect.anything()]);
  expect(await world.at(ref)).toBe(id);
  const [served, real] = await Promise.all(
    [url, world.bare.path].map(
      async (from) => (await git(["ls-remote", from], { cwd: world.directory })).stdout,
    ),
  );
  expect(served).toBe(real);
}

interface Killer {
  /** Kills the child, if it is there and nobody was killed before; whether that was now. */
  kill: () => boolean;
  hasKilled: () => boolean;
}

function killerOf(line: RegExp, at = 0): Killer {
  let killed: number | undefined;
  return {
    hasKilled: () => killed !== undefined,
    kill() {
      if (killed !== undefined) return false;
      const pids = descendants(gate.child.pid ?? 0).filter((pid) => line.test(commandLine(pid)));
      killed = pids.toSorted((a, b) => a - b)[at];
      killAll(killed === undefined ? [] : [killed]);
      return killed !== undefined;
    },
  };
}

describe("B23 one git child is killed while a push is sent on, and the gate is not", () => {
  test.for(children)(
    "%s: the push ends, without a false success, and the next one goes through",
    async ([what, line, at]) => {
      const { kill, hasKilled } = killerOf(line, at);
      await pushTwice(what, (asked) => {
        if (isForward(asked)) kill();
      });
      expect(hasKilled()).toBe(true);
    },
  );

  test("a fetch whose git is killed breaks off", async () => {
    const headers = {
      "content-type": "application/x-git-upload-pack-request",
      "git-protocol": "version=2",
    };
    const asking = request(`http://127.0.0.1:${gate.port}/repo/git-upload-pack`, { method: "POST", headers });
    asking.write("0011command=fetch");
    const [answer]: IncomingMessage[] = await once(asking, "response");
    // A process that has just begun has no command line for a moment
    await vi.waitUntil(killerOf(/^git upload-pack /).kill);
    await expect(answer?.toArray()).rejects.toThrow("aborted");
  });

  test("the lock of a ref that it leaves behind is in nobody's way", async () => {
    const { kill, hasKilled } = killerOf(/^git receive-pack /);
    await pushTwice("locked-ref", (asked) => {
      if (isForward(asked) && kill()) leaveLock("refs/heads/locked-ref");
    });
    expect(hasKilled()).toBe(true);
  });

  test("the lock that a killed refresh leaves behind is in nobody's way", async () => {
    const { kill, hasKilled } = killerOf(/^git fetch /);
    const other = await world.clone("other");
    const id = await other.commit("other.txt", "not through this gate");
    await other.ok("push", "--quiet", world.bare.path, "HEAD:refs/heads/other");
    await pushTwice("locked-refresh", (asked) => {
      if (asked.method === "POST" && kill()) leaveLock("refs/heads/other");
    });
    expect(hasKilled()).toBe(true);
    expect(await world.at("refs/heads/other")).toBe(id);
  });
});
