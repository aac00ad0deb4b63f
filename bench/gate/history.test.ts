import { expect, test } from "vitest";
import { history } from "./history.ts";

test("a history has as many commits as asked, and none in common with one of another salt", () => {
  const one = [...history({ commits: 3 }, 1)];
  expect(one).toHaveLength(3);
  expect(one[0]).toMatch(/^commit refs\/heads\/main\n/);
  const contents = (chunks: readonly string[]): string[] =>
    chunks.map((chunk) => chunk.split("// ")[1] ?? "");
  expect(new Set([...contents(one), ...contents([...history({ commits: 3 }, 2)])]).size).toBe(6);
});
