import { inspect } from "node:util";
import { expect, test } from "vitest";
import { z } from "zod";
import { readDocument } from "./read-document.ts";

const SECRET = ["hunter", "2"].join("");
const schema = z.strictObject({ version: z.literal(1), name: z.string().default("none") });

async function* inPieces(text: string, size = 3): AsyncGenerator<Buffer> {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

test("a document that comes in pieces is read to its end, with its defaults", async () => {
  expect(await readDocument(schema, inPieces('{"version":1,"name":"é"}', 1))).toEqual({
    version: 1,
    name: "é",
  });
  expect(await readDocument(schema, inPieces('{"version":1}'))).toEqual({ version: 1, name: "none" });
});

test.for([
  ["nothing", "", "Standard input is not JSON"],
  ["half a document", `{"name":"${SECRET}`, "Standard input is not JSON"],
  ["another form", `{"version":2,"name":"${SECRET}"}`, "Standard input does not have the expected form: "],
  ["a key too many", `{"version":1,"more":"${SECRET}"}`, 'Unrecognized key: "more"'],
] as const)("%s is refused without a value in the message", async ([, text, message]) => {
  const refused: unknown = await readDocument(schema, inPieces(text)).catch((error: unknown) => error);
  expect(refused).toMatchObject({ code: "config-invalid", message: expect.stringContaining(message) });
  expect(inspect(refused)).not.toContain(SECRET);
});

test("a document without an end is refused before it fills the memory", async () => {
  let taken = 0;
  async function* endless(): AsyncGenerator<Buffer> {
    for (;;) {
      taken += 1_000_000;
      yield Buffer.alloc(1_000_000, " ");
    }
  }
  await expect(readDocument(schema, endless())).rejects.toThrow(
    "Standard input is longer than 16777216 bytes",
  );
  expect(taken).toBeLessThan(20_000_000);
});
