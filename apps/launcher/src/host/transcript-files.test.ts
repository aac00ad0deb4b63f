import { mkdtempDisposable, readFile, readdir, stat, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { type Header, pack } from "tar-stream";
import { describe, expect, test } from "vitest";
import { saveTranscript } from "./transcript-files.ts";

const desk = () => mkdtempDisposable(join(tmpdir(), "claude-bottle-transcript-"));

async function* archive(...entries: [Partial<Header> & { name: string }, string?][]) {
  const tar = pack();
  for (const [header, text] of entries) tar.entry(header, text ?? "");
  tar.finalize();
  yield await buffer(tar);
}

const talk = "-home-agent-work/1.jsonl";

test("F54 the conversation is there after the session, file by file, for its owner only", async () => {
  await using home = await desk();
  const long = "x".repeat(300_000);
  const saved = await saveTranscript(
    home.path,
    archive(
      [{ name: "./", type: "directory" }],
      [{ name: `./${talk}`, mode: 0o666 }, long],
      [{ name: "./-home-agent-work/1/sub.jsonl" }, "{}"],
    ),
  );
  expect(saved).toBe(true);
  const directory = join(home.path, "transcript");
  expect(await readFile(join(directory, talk), "utf8")).toBe(long);
  const modes = await Promise.all(
    [directory, join(directory, "-home-agent-work"), join(directory, talk)].map((path) => stat(path)),
  );
  expect(modes.map(({ mode }) => mode & 0o777)).toEqual([0o700, 0o700, 0o600]);
});

test("F54 a later conversation takes the place of the earlier one, and nothing else lies about", async () => {
  await using home = await desk();
  await saveTranscript(home.path, archive([{ name: "a.jsonl" }, "first"]));
  await saveTranscript(home.path, archive([{ name: "b.jsonl" }, "second"]));
  expect(await readdir(home.path)).toEqual(["transcript"]);
  expect(await readdir(join(home.path, "transcript"))).toEqual(["b.jsonl"]);
});

describe("an archive of the agent's own making", () => {
  test.for<[string, Partial<Header> & { name: string }]>([
    ["a path that leads up", { name: "../outside" }],
    ["a path that leads up from within", { name: "a/../../outside" }],
    ["an absolute path", { name: "/tmp/outside" }],
    ["a backslash", { name: "..\\outside" }],
    ["a symbolic link", { name: "link", type: "symlink", linkname: "/etc/passwd" }],
    ["a hard link", { name: "link", type: "link", linkname: "ok.jsonl" }],
    ["a device", { name: "null", type: "character-device", devmajor: 1, devminor: 3 }],
    ["a pipe", { name: "pipe", type: "fifo" }],
  ])("F54 %s is passed over, and the rest is kept", async ([, header]) => {
    await using home = await desk();
    expect(await saveTranscript(home.path, archive([header], [{ name: "ok.jsonl" }, "{}"]))).toBe(true);
    expect(await readdir(home.path)).toEqual(["transcript"]);
    expect(await readdir(join(home.path, "transcript"))).toEqual(["ok.jsonl"]);
  });

  test("F54 a file below a link of the same archive is a file below a directory", async () => {
    await using home = await desk();
    await using outside = await desk();
    const link = { name: "d", type: "symlink" as const, linkname: outside.path };
    await saveTranscript(home.path, archive([link], [{ name: "d/x" }, "text"]));
    expect(await readdir(outside.path)).toEqual([]);
    expect(await readFile(join(home.path, "transcript/d/x"), "utf8")).toBe("text");
  });

  test.for<[string, () => AsyncIterable<Uint8Array>, RegExp]>([
    ["one name twice", () => archive([{ name: "a" }, "1"], [{ name: "a" }, "2"]), /EEXIST/],
    [
      "no archive at all",
      async function* () {
        yield Buffer.alloc(4096, "no");
      },
      /[Ii]nvalid tar/,
    ],
    [
      "an end in the middle",
      async function* () {
        for await (const bytes of archive([{ name: "a" }, "x".repeat(2000)])) yield bytes.subarray(0, 1000);
      },
      /end of data/,
    ],
    [
      "a source that breaks off",
      async function* () {
        for await (const bytes of archive([{ name: "a" }, "x".repeat(2000)])) yield bytes.subarray(0, 1000);
        throw new Error("the engine is gone");
      },
      /the engine is gone/,
    ],
    [
      "more bytes than anybody says",
      async function* () {
        const block = Buffer.alloc(1024 * 1024);
        for await (const bytes of archive([{ name: "a", size: 0 }])) yield bytes.subarray(0, 512);
        for (;;) yield block;
      },
      /larger than 128 MiB/,
    ],
    [
      "more files than anybody keeps",
      () =>
        archive(
          ...Array.from({ length: 10_001 }, (_, n): [{ name: string; type: "directory" }] => [
            { name: `d${n}`, type: "directory" },
          ]),
        ),
      /more than 10000 files/,
    ],
  ])("F54 %s is refused, and the earlier conversation stays", async ([, make, reason]) => {
    await using home = await desk();
    await saveTranscript(home.path, archive([{ name: "a.jsonl" }, "earlier"]));
    await expect(saveTranscript(home.path, make())).rejects.toThrow(reason);
    expect(await readdir(home.path)).toEqual(["transcript"]);
    expect(await readFile(join(home.path, "transcript/a.jsonl"), "utf8")).toBe("earlier");
  });

  test.for([
    ["no byte", async function* () {}],
    ["no file", () => archive([{ name: "./", type: "directory" }])],
  ] as const)("F54 %s is nothing to keep, and the earlier conversation stays", async ([, make]) => {
    await using home = await desk();
    expect(await saveTranscript(home.path, make())).toBe(false);
    expect(await readdir(home.path)).toEqual([]);
    await saveTranscript(home.path, archive([{ name: "a" }, "earlier"]));
    expect(await saveTranscript(home.path, make())).toBe(false);
    expect(await readdir(join(home.path, "transcript"))).toEqual(["a"]);
  });

  test("F54 what lies in the way of a half-written one is removed, and no link of it is followed", async () => {
    await using home = await desk();
    await using outside = await desk();
    await writeFile(join(outside.path, "mine"), "");
    await symlink(outside.path, join(home.path, "transcript.new"));
    expect(await saveTranscript(home.path, archive([{ name: "a" }, "text"]))).toBe(true);
    expect(await readdir(outside.path)).toEqual(["mine"]);
  });
});
