import { describe, expect, test } from "vitest";
import { type TokenSources, resolveTokens } from "./resolve-tokens.ts";

function sources(found: string | undefined): TokenSources {
  return {
    variable: () => found,
    file: async (path) => {
      if (found === undefined) throw new Error(`no such file ${path}`);
      return found;
    },
    command: async () => {
      if (found === undefined) throw new Error("the command ended with 7");
      return found;
    },
  };
}

test("F38 each slot gets the value of its reference, one line end taken off", async () => {
  const values = await resolveTokens(["NAME", "file:~/t", "command:pass show t"], {
    variable: (name) => `of ${name}`,
    file: async (path) => `of ${path}\n`,
    command: async (text) => `of ${text}\r\n`,
  });
  expect(values.map((value) => [value.name, value.reveal()])).toEqual([
    ["NAME", "of NAME"],
    ["file:~/t", "of ~/t"],
    ["command:pass show t", "of pass show t"],
  ]);
});

describe("F38 a reference that gives nothing is an error at launch that names it", () => {
  test.for([
    ["NAME", undefined, 'No credential came from "NAME": it is not set'],
    ["NAME", "", 'No credential came from "NAME": it is empty'],
    ["file:/t", undefined, 'No credential came from "file:/t": no such file /t'],
    ["file:/t", "\n", 'No credential came from "file:/t": it is empty'],
    ["file:/t", "canary\ncanary", 'No credential came from "file:/t": it has more than one line'],
    ["command:false", undefined, 'No credential came from "command:false": the command ended with 7'],
  ] as const)("%s giving %j", async ([reference, found, message]) => {
    const failure = resolveTokens([reference], sources(found));
    await expect(failure).rejects.toMatchObject({ code: "token-missing", message });
    await expect(failure).rejects.not.toMatchObject({ message: expect.stringContaining("canary") });
  });
});
