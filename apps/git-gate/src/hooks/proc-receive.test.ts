import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { Duplex } from "node:stream";
import { expect, test } from "vitest";
import { descendants, killAll } from "../testing/process.ts";

test("B23 where the carrier of the commands is killed, nobody waits for them any more", async () => {
  const hook = spawn(join(import.meta.dirname, "proc-receive"), {
    detached: true,
    stdio: ["pipe", "pipe", "ignore", "pipe", "pipe", "pipe"],
  });
  const closed = once(hook, "close");
  const fromHook: unknown = hook.stdio[3];
  if (!(fromHook instanceof Duplex)) throw new TypeError("There is no descriptor 3");
  expect(String((await once(fromHook, "data"))[0])).toBe("proc\n");
  hook.stdin?.write("0000");
  expect(String((await once(fromHook, "data"))[0])).toBe("0000");
  // Its carriers are started one after the other, and this one has just carried something
  const [, first] = descendants(hook.pid ?? 0);
  killAll(first === undefined ? [] : descendants(first).toReversed().slice(0, 1));
  await closed;
  expect(hook.signalCode).toBe("SIGTERM");
});
