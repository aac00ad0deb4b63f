import { readFileSync } from "node:fs";
import { mkdir, mkdtempDisposable, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { sampleToken } from "@claude-bottle/secrets/testing";
import { plainManifest } from "../apps/launcher/src/testing/manifests.ts";
import { root } from "./docs/reader.ts";
import { run } from "./world/docker-cli.ts";

const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));

/** An empty directory with the package installed in it, as `npm install` of its one file leaves it. */
async function install(folder: string): Promise<void> {
  const packed = await npm(["pack", "--pack-destination", folder], root);
  expect(packed).toMatchObject({ code: 0 });
  await writeFile(join(folder, "package.json"), "{}");
  // Whoever has a current Node needs nothing besides; the tests run on one
  const file = join(folder, `claude-bottle-${version}.tgz`);
  expect(await npm(["install", "--omit=optional", "--offline", file], folder)).toMatchObject({ code: 0 });
}

const environment = (folder: string): NodeJS.ProcessEnv => ({
  ...process.env,
  PATH: `${dirname(process.execPath)}:${process.env["PATH"]}`,
  HOME: folder,
  CLAUDE_BOTTLE_HOME: join(folder, "home/.claude-bottle"),
  NO_COLOR: "1",
});

const npm = (args: string[], cwd: string) => run("npm", args, { cwd, env: { ...process.env } });

describe("the package, installed into an empty directory", { timeout: 120_000 }, () => {
  let folder: Awaited<ReturnType<typeof mkdtempDisposable>>;

  beforeAll(async () => {
    folder = await mkdtempDisposable(join(tmpdir(), "cb-package-"));
    await install(folder.path);
    for (const [path, text] of Object.entries(plainManifest)) {
      const file = join(folder.path, "home", path);
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, text);
    }
  }, 120_000);
  afterAll(() => folder.remove());

  const npx = (...args: string[]) =>
    run("npx", ["--no-install", "claude-bottle", ...args], {
      cwd: folder.path,
      env: environment(folder.path),
    });

  test("says its version and its commands", async () => {
    expect(await npx("--version")).toMatchObject({ code: 0, stdout: `${version}\n` });
    expect((await npx("--help")).stdout).toContain("  start ");
  });

  test("reads a manifest and plans, also with a copy of the working directory", async () => {
    expect(await npx("validate")).toMatchObject({ code: 0 });
    await run("git", ["init", "-q", folder.path], { env: environment(folder.path) });
    const plan = await npx("start", "plain", "--cwd", "--dry-run", "--format", "json");
    expect(plan).toMatchObject({ code: 0 });
    expect(JSON.parse(plan.stdout)).toMatchObject({ agent: "plain" });
  });

  test("scans on threads of its own", async () => {
    const file = join(folder.path, "leak.txt");
    await writeFile(file, `first\ntoken = "${sampleToken("github-token")}"\n`);
    const { code, stdout } = await npx("scan", "--format", "json", file);
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject([{ ruleId: "github-token", startLine: 2 }]);
  });

  test("shows the dashboard, also as a page", async () => {
    expect(await npx("dashboard", "--once")).toMatchObject({ code: 0 });
    const page = await readFile(
      join(folder.path, "node_modules/claude-bottle/apps/launcher/dist/page/index.html"),
      "utf8",
    );
    expect(page).toContain("<html");
  });

  test("on a Node that is too old it says what it needs", async () => {
    const bin = join(folder.path, "old");
    await mkdir(bin);
    await writeFile(join(bin, "node"), "#!/bin/sh\necho v20.1.0\n", { mode: 0o755 });
    const command = join(folder.path, "node_modules/.bin/claude-bottle");
    const env = { ...environment(folder.path), PATH: `${bin}:/usr/bin:/bin` };
    expect(await run(command, ["--version"], { cwd: folder.path, env })).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("needs Node 24 or newer"),
    });
  });

  test("has everything that its images are made of, the schema and the man page", async () => {
    const installed = (path: string): Promise<string> =>
      readFile(join(folder.path, "node_modules/claude-bottle", path), "utf8");
    for (const path of [
      "docker/agent/Dockerfile",
      "docker/supervise/Dockerfile",
      "apps/egress-proxy/dist/main.mjs",
      "apps/git-gate/dist/hooks/pre-receive",
      "apps/supervise/dist/main.mjs",
      "docs/manifest.schema.json",
      "docs/claude-bottle.1",
      "LICENSE",
    ])
      expect((await installed(path)).length).toBeGreaterThan(50);
    expect(await installed("package.json")).toContain('"bin": "bin/claude-bottle"');
  });
});
