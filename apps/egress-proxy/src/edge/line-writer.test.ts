import { setImmediate as turn } from "node:timers/promises";
import { expect, test } from "vitest";
import { lineWriter } from "./line-writer.ts";

test("B45 lines of one turn leave together, in order, each of them once", async () => {
  const written: string[] = [];
  const lines = lineWriter((text) => written.push(text));
  lines.write("one");
  lines.write("two");
  expect(written).toEqual([]);
  await turn();
  lines.write("three");
  await turn();
  expect(written).toEqual(["one\ntwo\n", "three\n"]);
});

test("B45 what is held leaves at once when the process ends", async () => {
  const written: string[] = [];
  const lines = lineWriter((text) => written.push(text));
  lines.write("last");
  lines.flush();
  await turn();
  expect(written).toEqual(["last\n"]);
});
