import { globSync, readFileSync } from "node:fs";
import { mkdir, mkdtempDisposable, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { run } from "../world/docker-cli.ts";
import { root } from "./reader.ts";

const strictness = [
  "strict",
  "erasableSyntaxOnly",
  "noUncheckedIndexedAccess",
  "exactOptionalPropertyTypes",
  "noPropertyAccessFromIndexSignature",
];

test.for(strictness)("F62 the compiler runs with %s, everywhere", (flag) => {
  const files = globSync("**/tsconfig*.json", { cwd: root, exclude: ["**/node_modules", "**/dist"] });
  // What a browser runs is a program of its own: it has other globals
  const page = "apps/launcher/src/web/page/tsconfig.json";
  expect(files.toSorted()).toEqual([page, "tsconfig.json"]);
  const { compilerOptions } = JSON.parse(readFileSync(join(root, "tsconfig.json"), "utf8"));
  expect(compilerOptions).toHaveProperty(flag, true);
  const browser = JSON.parse(readFileSync(join(root, page), "utf8"));
  expect(join(root, page, "..", browser.extends)).toBe(join(root, "tsconfig.json"));
  expect(browser.compilerOptions).toMatchObject({ allowJs: true, checkJs: true });
  expect(browser.compilerOptions).not.toHaveProperty(flag);
});

test(
  "F62 a promise that nobody waits for and an any do not pass the linter",
  { timeout: 60_000 },
  async () => {
    await using folder = await mkdtempDisposable(join(tmpdir(), "cb-lint-"));
    const at = (name: string): string => join(folder.path, name);
    await mkdir(at("src"));
    await symlink(join(root, "node_modules"), at("node_modules"));
    await writeFile(at(".oxlintrc.json"), readFileSync(join(root, ".oxlintrc.json")));
    const { compilerOptions } = JSON.parse(readFileSync(join(root, "tsconfig.json"), "utf8"));
    await writeFile(at("tsconfig.json"), JSON.stringify({ compilerOptions, include: ["src"] }));
    const lint = async (source: string) => {
      await writeFile(at("src/loose.ts"), source);
      const { code, stdout } = await run(
        join(root, "node_modules/.bin/oxlint"),
        ["--type-aware", "--deny-warnings"],
        {
          cwd: folder.path,
          env: process.env,
        },
      );
      return { code, stdout };
    };
    const work = "export async function work(): Promise<void> {}\n";
    expect(await lint(`${work}export async function main() {\n  await work();\n}\n`)).toMatchObject({
      code: 0,
    });
    expect(await lint(`${work}export function main() {\n  work();\n}\n`)).toMatchObject({
      code: 1,
      stdout: expect.stringContaining("no-floating-promises"),
    });
    expect(await lint("export const loose = (value: any) => value;\n")).toMatchObject({
      code: 1,
      stdout: expect.stringContaining("no-explicit-any"),
    });
  },
);

test("B37 no test asks for the home of whoever runs it", () => {
  const tests = globSync(
    ["{apps,packages}/*/src/**/*.{test,contract}.ts", "tests/**/*.ts", "{docker,bench}/**/*.test.ts"],
    {
      cwd: root,
    },
  );
  expect(tests.length).toBeGreaterThan(50);
  const asks = /\bhomedir\(|\bprocess\.env(?:\.HOME\b|\[["']HOME["']\])|\buserInfo\(/;
  expect(tests.filter((file) => asks.test(readFileSync(join(root, file), "utf8")))).toEqual([]);
});
