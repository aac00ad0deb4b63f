import { readFileSync } from "node:fs";
import { join } from "node:path";
import { currentConfig } from "@claude-bottle/shared/contracts";
import { expect, test } from "vitest";
import { usualLimits } from "../../apps/supervise/src/edge/limits.ts";
import { root } from "./reader.ts";
import { superviseTexts } from "./supervise-texts.ts";

const text = readFileSync(join(root, "docs/supervise.md"), "utf8");

test.for(Object.entries(superviseTexts))(
  "F64 docs/supervise.md has the texts that the tools have: %s",
  ([, quoted]) => {
    expect(text).toContain(quoted);
  },
);

test("F64 docs/supervise.md names the bounds that hold", () => {
  const { held, pending, connections, body, nesting, progress, hold, silentHold } = usualLimits;
  const words = text.replaceAll(/\s+/g, " ");
  for (const each of [
    `${pending} proposals that wait, ${held} calls that are held`,
    `${connections} connections, ${body / 1024} KiB and ${nesting} levels`,
    `every ${progress / 1000} seconds and waits up to ${hold / 60_000} minutes`,
    `within ${silentHold / 1000} seconds`,
  ])
    expect(words).toContain(each);
});

test("B32 the document and the tools name the files in force alike", () => {
  for (const name of Object.values(currentConfig)) expect(text).toContain(`\`${name}\``);
});

test("F64 README.md says of a refusal and of an approval what the agent reads", () => {
  const quoted = [...readFileSync(join(root, "README.md"), "utf8").matchAll(/(?<=\s)\*([^*]{30,})\*/g)];
  const told = `${superviseTexts["what was refused"]}\n${superviseTexts["approved"]}`;
  expect(quoted.map(([, text = ""]) => text.replaceAll(/\s+/g, " "))).toEqual([
    "registry.example.com is not on the allowlist of this bottle",
    "It is in force: do again what was refused.",
  ]);
  for (const [, text = ""] of quoted) expect(told).toContain(text);
});
