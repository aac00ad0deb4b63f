import { Readable } from "node:stream";
import { expect, test } from "vitest";
import { watchForWholePack } from "./whole-pack.ts";

const QUARANTINE = "/state/repo.git/./objects/tmp_objdir-incoming-é";
const line = (event: Record<string, unknown>): string => `${JSON.stringify(event)}\n`;
const param = (value: string): string => line({ event: "def_param", param: "GIT_QUARANTINE_PATH", value });
const command = (name: string): string =>
  line({ event: "cmd_name", name, hierarchy: `receive-pack/${name}` });

async function told(text: string, cut = 7): Promise<string[]> {
  const bytes = Buffer.from(text);
  const chunks = Array.from({ length: Math.ceil(bytes.length / cut) }, (_, n) =>
    bytes.subarray(n * cut, (n + 1) * cut),
  );
  const quarantines: string[] = [];
  await watchForWholePack(Readable.from(chunks), (quarantine) => quarantines.push(quarantine));
  return quarantines;
}

test("a pack is whole when git begins to look what it leads to, and that is told once", async () => {
  const taking = command("receive-pack") + command("index-pack") + param(QUARANTINE);
  const looking = command("rev-list") + param(QUARANTINE);
  expect(await told(taking)).toEqual([]);
  expect(await told(taking + looking)).toEqual([QUARANTINE]);
  expect(await told(taking + looking + command("for-each-ref") + looking, 1000)).toEqual([QUARANTINE]);
});

test.for([
  ["nothing", ""],
  ["a look without a quarantine", command("rev-list")],
  ["another parameter", command("rev-list") + line({ event: "def_param", param: "X", value: "/x" })],
  ["no JSON", `${command("rev-list")}junk\n{"event":\n[]\nnull\n`],
  [
    "another form",
    command("rev-list") + line({ event: "def_param", param: "GIT_QUARANTINE_PATH", value: 1 }),
  ],
] as const)("%s tells nothing, and is read to its end", async ([, text]) => {
  expect(await told(text)).toEqual([]);
});
