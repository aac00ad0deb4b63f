import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempDisposable, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { holdState, isAbandoned, stateHolder } from "./state-lock.ts";

const desk = () => mkdtempDisposable(join(tmpdir(), "claude-bottle-lock-"));
const LOCK = new URL("state-lock.ts", import.meta.url).href;

/** Another process that holds the state and says so; on SIGTERM it lets go and ends. */
async function otherHolder(path: string) {
  const script = `
    const { holdState } = await import(${JSON.stringify(LOCK)});
    const held = await holdState(${JSON.stringify(path)}, "a-00000");
    process.on("SIGTERM", async () => { await held[Symbol.asyncDispose](); process.exit(); });
    setInterval(() => undefined, 60_000);
    console.log("held");`;
  const child = spawn(process.execPath, ["--input-type=module", "-e", script], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  await once(child.stdout, "data");
  const closed = once(child, "close");
  return {
    pid: child.pid,
    async kill(signal: NodeJS.Signals) {
      child.kill(signal);
      await closed;
    },
    closed,
  };
}

describe("who holds the state of a bottle", () => {
  test("B05 is one, until it lets go", async () => {
    await using home = await desk();
    {
      await using _ = await holdState(home.path, "a-00000");
      expect((await stateHolder(home.path))?.pid).toBe(process.pid);
      await expect(holdState(home.path, "a-00000")).rejects.toMatchObject({
        code: "name-taken",
        message: `Another claude-bottle (process ${process.pid}) has "a-00000" in its hands`,
      });
    }
    expect(await stateHolder(home.path)).toBeNull();
    expect(await isAbandoned(home.path)).toBe(false);
    expect(await readdir(home.path)).toEqual([]);
  });

  test("B05 of many at once, one", async () => {
    await using home = await desk();
    const tries = await Promise.allSettled(Array.from({ length: 20 }, () => holdState(home.path, "a-00000")));
    expect(tries.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  });

  test("B05 is another process, which ends when it is asked to", async () => {
    await using home = await desk();
    const other = await otherHolder(home.path);
    await expect(holdState(home.path, "a-00000")).rejects.toThrow(`process ${other.pid}`);
    expect(await (await stateHolder(home.path))?.end(20_000)).toBe(true);
    await other.closed;
    await using _ = await holdState(home.path, "a-00000");
  });

  test("B05 is nobody any more when its process was killed", async () => {
    await using home = await desk();
    const other = await otherHolder(home.path);
    await other.kill("SIGKILL");
    expect(await stateHolder(home.path)).toBeNull();
    expect(await isAbandoned(home.path)).toBe(true);
    await using _ = await holdState(home.path, "a-00000");
    expect(await isAbandoned(home.path)).toBe(false);
    expect(await readdir(home.path)).toEqual([".lock"]);
  });

  test.skipIf(process.platform !== "linux")(
    "B05 is nobody when its number is that of a later process",
    async () => {
      await using home = await desk();
      await writeFile(join(home.path, ".lock"), JSON.stringify({ pid: process.pid, began: "1" }));
      expect(await stateHolder(home.path)).toBeNull();
      await using _ = await holdState(home.path, "a-00000");
    },
  );

  test.for(["", "{}", "no JSON", '{"pid":-1,"began":""}'])(
    "B05 is nobody where the lock is %j",
    async (text) => {
      await using home = await desk();
      await writeFile(join(home.path, ".lock"), text);
      await using _ = await holdState(home.path, "a-00000");
    },
  );

  test("F54 nobody can hold what is gone", async () => {
    await using home = await desk();
    await rm(home.path, { recursive: true });
    await expect(holdState(home.path, "a-00000")).rejects.toMatchObject({ code: "unknown-identity" });
  });
});
