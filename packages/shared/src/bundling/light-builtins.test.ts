import { execFile } from "node:child_process";
import { mkdtempDisposable, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { rolldown } from "rolldown";
import { expect, test } from "vitest";
import { lightBuiltins } from "./light-builtins.ts";

/** What a program prints once it is bundled. */
async function printed(program: string): Promise<string> {
  await using folder = await mkdtempDisposable(join(tmpdir(), "claude-bottle-bundle-"));
  const [from, to] = [join(folder.path, "program.mjs"), join(folder.path, "bundle.mjs")];
  await writeFile(from, program);
  const bundle = await rolldown({ input: from, platform: "node", plugins: [lightBuiltins] });
  await bundle.write({ file: to, format: "esm" });
  await bundle.close();
  return (await promisify(execFile)(process.execPath, [to])).stdout.trim();
}

const CLIENT = 'process.moduleLoadList.includes("NativeModule internal/deps/undici/undici")';

test("a bundle that serves HTTP loads nothing of Node's web client; the same program unbundled does", async () => {
  const program = `import { createServer } from "node:http"; console.log(typeof createServer, ${CLIENT});`;
  expect(await printed(program)).toBe("function false");
  const { stdout } = await promisify(execFile)(process.execPath, ["--input-type=module", "-e", program]);
  expect(stdout.trim()).toBe("function true");
});

test("modules of Node's own are had by name, by default, as a whole, and without their prefix", async () => {
  const program = `
    import { join as put } from "node:path";
    import path from "path";
    import * as all from "node:path";
    import { createRequire } from "node:module";
    const required = createRequire(import.meta.url)("node:path");
    console.log([put, path.join, all.join, required.join].every((each) => each === put));`;
  expect(await printed(program)).toBe("true");
});
