import { inspect } from "node:util";
import { expect, test } from "vitest";
import type { PlannedEnv } from "./plan.ts";
import { askForEnv, refuseUnanswerable, resolveHostEnv } from "./resolve-env.ts";

const env: PlannedEnv[] = [
  { name: "LITERAL", from: "literal", value: "line one\nline two" },
  { name: "ASKED", from: "prompt", question: "Your token" },
  { name: "BARE", from: "prompt", question: "BARE" },
  { name: "INNER", from: "host", variable: "OUTER" },
];

test("F01 a literal stays in the plan as written, its newline included, and is asked of nobody", async () => {
  const asked = await askForEnv(env.slice(0, 1), async () => "never");
  expect([...asked, ...resolveHostEnv(env.slice(0, 1), () => "never")]).toEqual([]);
});

test("F02 each open variable is asked for in order, and an empty answer names the variable only", async () => {
  const questions: string[] = [];
  const asked = await askForEnv(env, async (text) => String(questions.push(text)));
  expect(questions).toEqual(["Your token (ASKED): ", "BARE: "]);
  expect([...asked].map(([name, secret]) => [name, secret.reveal()])).toEqual([
    ["ASKED", "1"],
    ["BARE", "2"],
  ]);
  await expect(askForEnv(env, async () => "")).rejects.toMatchObject({
    code: "env-missing",
    message: 'No value was given for "ASKED"',
  });
});

test("F02 without a terminal a bottle that asks is refused, and one that does not is not", () => {
  expect(() => refuseUnanswerable(env, false)).toThrow('There is no terminal to ask for "ASKED", "BARE"');
  expect(() => refuseUnanswerable(env, true)).not.toThrow();
  expect(() => refuseUnanswerable(env.slice(0, 1), false)).not.toThrow();
});

test("F03 a variable of the host is taken under its own name; missing or empty is an error that names it", () => {
  const values = resolveHostEnv(env, (name) => (name === "OUTER" ? "canary" : undefined));
  expect(values.get("INNER")?.reveal()).toBe("canary");
  for (const found of [undefined, ""]) {
    expect(() => resolveHostEnv(env, () => found)).toThrow(
      expect.objectContaining({
        code: "env-missing",
        message: 'The bottle takes "OUTER" from this machine, where it is not set',
      }),
    );
  }
});

test("F04 B43 printing the resolved variables in any way shows no value", () => {
  const values = resolveHostEnv(env, () => "canary");
  const printed = [
    inspect(values, { depth: 9, showHidden: true }),
    JSON.stringify([...values]),
    String([...values]),
    String(values.get("INNER")),
  ].join("\n");
  expect(printed).not.toContain("canary");
  expect(printed).toContain("[secret INNER]");
});
