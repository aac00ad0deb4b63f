import fs from "node:fs";
import { join } from "node:path";
import * as isomorphic from "isomorphic-git";
import http from "isomorphic-git/http/node";
import { expect, test } from "vitest";
import { CANARY, startWorld } from "../testing/world.ts";

const author = { name: "An Agent", email: "agent@bottle.test" };

test("F27 F28 a client that shares no code with git clones, fetches, pushes, and is refused", async () => {
  await using world = await startWorld();
  const dir = join(world.directory, "isomorphic");
  const at = { fs, http, dir };
  await isomorphic.clone({ ...at, url: world.url });
  expect(await isomorphic.currentBranch(at)).toBe("main");
  await fs.promises.writeFile(join(dir, "a.txt"), "fine\n");
  await isomorphic.add({ ...at, filepath: "a.txt" });
  const clean = await isomorphic.commit({ ...at, message: "clean", author });
  const pushed = await isomorphic.push({ ...at, remote: "origin", ref: "main" });
  expect(pushed.ok).toBe(true);
  expect(await world.at("refs/heads/main")).toBe(clean);

  await fs.promises.writeFile(join(dir, "b.txt"), CANARY);
  await isomorphic.add({ ...at, filepath: "b.txt" });
  await isomorphic.commit({ ...at, message: "dirty", author });
  const said: string[] = [];
  const refused = isomorphic.push({
    ...at,
    remote: "origin",
    ref: "main",
    onMessage: (text) => void said.push(text),
  });
  await expect(refused).rejects.toMatchObject({
    data: { result: { refs: { "refs/heads/main": { ok: false, error: "pre-receive hook declined" } } } },
  });
  expect(said.join("\n")).toContain("known-value in b.txt:1:1");
  expect(await world.at("refs/heads/main")).toBe(clean);

  world.upstream.instead = (_, response) => response.writeHead(503).end();
  await expect(isomorphic.fetch({ ...at, remote: "origin" })).rejects.toThrow(/upstream cannot be reached/);
});
