import { chmod, mkdtempDisposable, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { lockedDigest, pinned, withLockedDigest } from "./images-lock.ts";
import { obtainPipelock, type PipelockEngine } from "./obtain.ts";
import { sourceCheck } from "./source-check.ts";
import { PUBLISHED_IMAGE, pipelockSource } from "./source.ts";

const digest = (digit: string): string => `sha256:${digit.repeat(64)}`;

describe("where pipelock comes from", () => {
  test("F20 an image goes before a binary, and either before the published image", () => {
    const image = { CLAUDE_BOTTLE_PIPELOCK_IMAGE: "own/pipelock:1" };
    const binary = { CLAUDE_BOTTLE_PIPELOCK_BINARY: "/opt/pipelock" };
    expect(pipelockSource({ ...image, ...binary })).toEqual({ kind: "image", reference: "own/pipelock:1" });
    expect(pipelockSource(binary)).toEqual({ kind: "binary", path: "/opt/pipelock" });
    expect(pipelockSource({ CLAUDE_BOTTLE_PIPELOCK_IMAGE: "" })).toEqual({
      kind: "published",
      reference: "ghcr.io/luckypipewrench/pipelock:2.3.0",
    });
  });
});

describe("images.lock", () => {
  const lock = `other:1 ${digest("a")}\n${PUBLISHED_IMAGE} ${digest("b")}\n`;

  test("holds one digest for each reference", () => {
    expect(lockedDigest(lock, PUBLISHED_IMAGE)).toBe(digest("b"));
    expect(lockedDigest(lock, "ghcr.io/luckypipewrench/pipelock:2.3")).toBeNull();
    expect(lockedDigest("", PUBLISHED_IMAGE)).toBeNull();
    expect(lockedDigest(`${PUBLISHED_IMAGE} sha256:short\n`, PUBLISHED_IMAGE)).toBeNull();
  });

  test("a renewed digest replaces the old one and leaves the others", () => {
    const renewed = withLockedDigest(lock, PUBLISHED_IMAGE, digest("c"));
    expect(lockedDigest(renewed, PUBLISHED_IMAGE)).toBe(digest("c"));
    expect(lockedDigest(renewed, "other:1")).toBe(digest("a"));
    expect(renewed.split("\n")).toHaveLength(3);
  });

  test("the pinned reference names the repository by digest, whatever its port", () => {
    expect(pinned("host:5000/a/b:1", digest("d"))).toBe(`host:5000/a/b@${digest("d")}`);
  });
});

/** An engine with a registry behind it that holds `published` under the published tag. */
function engineWith(published: string | null): PipelockEngine & { pulled: string[] } {
  const pulled: string[] = [];
  return {
    pulled,
    imageId: async (reference) => (pulled.includes(reference) ? "id" : null),
    async pull(reference) {
      if (published === null) throw new Error("manifest unknown");
      pulled.push(reference);
    },
    repositoryDigest: async () => published,
  };
}

describe("obtaining it", () => {
  const source = pipelockSource({});

  test("F20 the digest first resolved is written down and held to when the tag moves", async () => {
    await using home = await mkdtempDisposable(join(tmpdir(), "lock-"));
    const lockFile = join(home.path, "below", "images.lock");
    const first = await obtainPipelock({
      source,
      engine: engineWith(digest("a")),
      lockFile,
      refresh: false,
    });
    expect(first).toEqual({ kind: "image", reference: pinned(PUBLISHED_IMAGE, digest("a")) });
    expect(await readFile(lockFile, "utf8")).toBe(`${PUBLISHED_IMAGE} ${digest("a")}\n`);
    const moved = engineWith(digest("b"));
    expect(await obtainPipelock({ source, engine: moved, lockFile, refresh: false })).toEqual(first);
    expect(moved.pulled).toEqual([pinned(PUBLISHED_IMAGE, digest("a"))]);
    expect(await obtainPipelock({ source, engine: moved, lockFile, refresh: true })).toEqual({
      kind: "image",
      reference: pinned(PUBLISHED_IMAGE, digest("b")),
    });
  });

  test("F20 not to be had: the engine's words and the three ways out", async () => {
    await using home = await mkdtempDisposable(join(tmpdir(), "lock-"));
    const outcome = obtainPipelock({
      source,
      engine: engineWith(null),
      lockFile: join(home.path, "images.lock"),
      refresh: false,
    });
    await expect(outcome).rejects.toMatchObject({
      code: "pipelock-unavailable",
      message: `Cannot get pipelock from the image "${PUBLISHED_IMAGE}": manifest unknown`,
      hint: expect.stringMatching(
        /CLAUDE_BOTTLE_PIPELOCK_IMAGE.*CLAUDE_BOTTLE_PIPELOCK_BINARY.*egress\.pipelock: false/,
      ),
    });
  });

  test("F20 a binary must be an executable file", async () => {
    await using home = await mkdtempDisposable(join(tmpdir(), "binary-"));
    const path = join(home.path, "pipelock");
    const obtain = (candidate: string): Promise<unknown> =>
      obtainPipelock({
        source: { kind: "binary", path: candidate },
        engine: engineWith(null),
        lockFile: join(home.path, "images.lock"),
        refresh: false,
      });
    await expect(obtain(path)).rejects.toMatchObject({ code: "pipelock-unavailable" });
    await expect(obtain(home.path)).rejects.toMatchObject({ code: "pipelock-unavailable" });
    await writeFile(path, "");
    await chmod(path, 0o755);
    await expect(obtain(path)).resolves.toEqual({ kind: "binary", path });
  });
});

describe("the line of doctor", () => {
  test("F20 shows the digest that is held to and pulls nothing; renewed, it shows the new one", async () => {
    await using home = await mkdtempDisposable(join(tmpdir(), "lock-"));
    const lockFile = join(home.path, "images.lock");
    const engine = engineWith(digest("b"));
    const options = { source: pipelockSource({}), engine, lockFile };
    expect(await sourceCheck({ ...options, refresh: false })).toMatchObject({
      ok: true,
      says: `${PUBLISHED_IMAGE}; the first start that needs it pulls it`,
    });
    await writeFile(lockFile, `${PUBLISHED_IMAGE} ${digest("a")}\n`);
    expect(await sourceCheck({ ...options, refresh: false })).toMatchObject({
      ok: true,
      says: `${PUBLISHED_IMAGE}, held to ${digest("a")}; the first start that needs it pulls it`,
    });
    expect(engine.pulled).toEqual([]);
    expect(await sourceCheck({ ...options, refresh: true })).toMatchObject({
      ok: true,
      says: `${PUBLISHED_IMAGE}, held to ${digest("b")}`,
    });
  });

  test("F20 a binary that is not there is no success, and the ways out are named", async () => {
    const source = pipelockSource({ CLAUDE_BOTTLE_PIPELOCK_BINARY: "/nowhere/pipelock" });
    const options = { source, engine: engineWith(null), lockFile: "/nowhere/lock", refresh: false };
    expect(await sourceCheck(options)).toMatchObject({
      ok: false,
      says: expect.stringContaining("/nowhere/pipelock"),
      mend: expect.stringContaining("egress.pipelock: false"),
    });
  });
});
