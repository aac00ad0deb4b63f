import { spawn } from "node:child_process";
import { once } from "node:events";
import type { IncomingMessage, ServerResponse } from "node:http";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { serve } from "../testing/https-upstream.ts";
import { startGateProcess } from "../testing/process.ts";
import { clientEnvironment, git, WorkingCopy } from "../testing/git.ts";
import { startWorld, type World } from "../testing/world.ts";

let world: World;
let count = 0;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(async () => {
  await world[Symbol.asyncDispose]();
});

type Instead = NonNullable<World["upstream"]["instead"]>;
const isPush = (request: IncomingMessage): boolean =>
  request.method === "POST" && request.url?.includes("receive-pack") === true;
const asUsual = (request: IncomingMessage, response: ServerResponse): void =>
  serve(`${world.directory}/upstream`, request, response);

/** Takes the push, and says nothing of it. */
async function takeSilently(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const child = spawn("git", ["receive-pack", "--stateless-rpc", world.bare.path], {
    env: clientEnvironment(world.directory),
    stdio: ["pipe", "ignore", "ignore"],
  });
  request.pipe(child.stdin);
  await once(child, "close");
  response.destroy();
}

async function pushWhile(
  instead: Instead,
): Promise<{ code: number | null; text: string; ref: string; id: string }> {
  count += 1;
  const copy = await world.clone(`failure-${count}`);
  const ref = `refs/heads/failure-${count}`;
  const id = await copy.commit(`failure-${count}.txt`, `${count}`);
  world.upstream.instead = instead;
  const { code, text } = await copy.git("push", "origin", `HEAD:${ref}`);
  world.upstream.instead = null;
  return { code, text, ref, id };
}

describe("security 6: a forward whose result is not told", () => {
  test("the upstream took it and died: that is success, because it was asked", async () => {
    const { code, ref, id } = await pushWhile((request, response) => {
      if (isPush(request)) void takeSilently(request, response);
      else asUsual(request, response);
    });
    expect(code).toBe(0);
    expect(await world.at(ref)).toBe(id);
  });

  test("the upstream died before it took it: that is failure", async () => {
    const { code, text, ref } = await pushWhile((request, response) => {
      if (isPush(request)) request.socket.destroy();
      else asUsual(request, response);
    });
    expect(code).toBe(1);
    expect(text).toMatch(/remote rejected.*upstream: /);
    expect(await world.at(ref)).toBeNull();
  });

  test("the upstream took it and cannot be asked: failure, and the next fetch shows the truth", async () => {
    let isDown = false;
    const { code, ref, id } = await pushWhile((request, response) => {
      if (isDown) request.socket.destroy();
      else if (isPush(request)) {
        isDown = true;
        void takeSilently(request, response);
      } else asUsual(request, response);
    });
    expect(code).toBe(1);
    expect(await world.at(ref)).toBe(id);
    expect((await git(["ls-remote", world.url, ref], { cwd: world.directory })).stdout).toContain(id);
  });

  test("B22 a redirect is not followed, and the token does not go with it", async () => {
    const { code, text } = await pushWhile((_, response) => {
      response
        .writeHead(302, { location: `https://127.0.0.1:${world.upstream.port}/repo.git/info/refs` })
        .end();
    });
    expect(code).toBe(128);
    expect(text).toMatch(/remote error: git-gate: the upstream cannot be reached/);
  });
});

describe("many at once", () => {
  const agents = 20;

  test("20 agents push to branches of their own, others clone meanwhile: all land, none fails", async () => {
    const copies = await Promise.all(
      Array.from({ length: 4 }, async (_, at) => await world.clone(`many-${at}`)),
    );
    const ids = new Map<string, string>();
    const pushes: Promise<{ code: number | null; text: string }>[] = [];
    for (let at = 0; at < agents; at += 1) {
      const copy = copies[at % copies.length];
      if (copy === undefined) continue;
      const id = await copy.commit(`many-${at}.txt`, `${at}`);
      ids.set(`refs/heads/many-${at}`, id);
    }
    const refs = [...ids];
    for (const [at, [ref, id]] of refs.entries()) {
      const copy = copies[at % copies.length];
      if (copy !== undefined) pushes.push(copy.git("push", "origin", `${id}:${ref}`));
    }
    const clones = ["c1", "c2", "c3"].map(async (name) => await world.clone(name));
    for (const { code, text } of await Promise.all(pushes))
      expect([code, text]).toEqual([0, expect.anything()]);
    await Promise.all(clones);
    for (const [ref, id] of refs) expect(await world.at(ref)).toBe(id);
  });

  test("6 agents push to one branch: one wins, the others are told to fetch first", async () => {
    const copies = await Promise.all(
      Array.from({ length: 6 }, async (_, at) => await world.clone(`race-${at}`)),
    );
    const ids = await Promise.all(
      copies.map(async (copy, at) => await copy.commit(`race-${at}.txt`, `${at}`)),
    );
    const told = await Promise.all(
      copies.map(async (copy) => await copy.git("push", "origin", "HEAD:refs/heads/main")),
    );
    const winners = told.flatMap(({ code }, at) => (code === 0 ? [at] : []));
    expect(winners).toHaveLength(1);
    expect(await world.at("refs/heads/main")).toBe(ids[winners[0] ?? -1]);
    for (const { code, text } of told) if (code !== 0) expect(text).toMatch(/rejected|failed to update ref/);
  });

  test("whoever asks while a refresh runs shares the next one", async () => {
    world.upstream.requests.length = 0;
    await Promise.all(
      Array.from({ length: 8 }, async () => await git(["ls-remote", world.url], { cwd: world.directory })),
    );
    const lists = world.upstream.requests.filter((one) => one.startsWith("GET"));
    expect(lists.length).toBeLessThan(8);
  });
});

describe("B23 a gate that is killed in the middle of a push", () => {
  type Stage = "listing" | "before the forward" | "upstream has it";
  const stages: Stage[] = ["listing", "before the forward", "upstream has it"];

  test.for(stages.flatMap((stage) => (["alone", "all"] as const).map((what) => [stage, what] as const)))(
    "%s, %s: no false success, nothing lost, and the next gate goes on",
    async ([stage, what]) => {
      count += 1;
      const document = {
        ...world.document,
        config: {
          ...world.document.config,
          state: `${world.directory}/killed`,
          control: `${world.directory}/killed.sock`,
        },
      };
      const ref = `refs/heads/killed-${count}`;
      const first = await startGateProcess(document);
      await git(["clone", "--quiet", `http://127.0.0.1:${first.port}/repo`, `killed-${count}`], {
        cwd: world.directory,
      });
      const copy = new WorkingCopy(`${world.directory}/killed-${count}`);
      const id = await copy.commit(`killed-${count}.txt`, `${count}`);
      world.upstream.instead = (request, response) => {
        const isNow = stage === "listing" ? request.method === "GET" : isPush(request);
        if (!isNow) asUsual(request, response);
        else if (stage === "upstream has it") {
          asUsual(request, response);
          response.once("close", () => void first.kill(what));
        } else
          void first.kill(what).then(() => {
            world.upstream.instead = null;
            asUsual(request, response);
          });
      };
      const told = await copy.git("push", "origin", `HEAD:${ref}`);
      world.upstream.instead = null;
      await first.kill(what);
      if (told.code === 0) expect(await world.at(ref)).toBe(id);
      await using second = await startGateProcess(document);
      const url = `http://127.0.0.1:${second.port}/repo`;
      const again = await copy.git("push", url, `HEAD:${ref}`);
      expect([again.code, again.text]).toEqual([0, expect.anything()]);
      expect(await world.at(ref)).toBe(id);
      const served = await git(["ls-remote", url], { cwd: world.directory });
      const real = await git(["ls-remote", world.bare.path], { cwd: world.directory });
      expect(served.stdout).toBe(real.stdout);
    },
  );

  test("a client that is killed leaves nothing behind that is in the way", async () => {
    const copy = await world.clone("killed-client");
    await copy.commit("client.bin", Buffer.alloc(5_000_000, "some text\n"));
    const child = spawn("git", ["push", "origin", "HEAD:refs/heads/client"], {
      cwd: copy.path,
      env: clientEnvironment(copy.path),
      detached: true,
      stdio: "ignore",
    });
    world.upstream.instead = (request, response) => {
      if (child.pid !== undefined && child.exitCode === null && child.signalCode === null)
        process.kill(-child.pid, "SIGKILL");
      world.upstream.instead = null;
      asUsual(request, response);
    };
    await once(child, "close");
    world.upstream.instead = null;
    expect(await copy.git("push", "origin", "HEAD:refs/heads/client")).toMatchObject({ code: 0 });
  });
});
