import { chmod, mkdir, mkdtempDisposable, readFile, symlink, writeFile } from "node:fs/promises";
import { existsSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import type { Progress } from "../apps/launcher/src/backend/backend.ts";
import { connectionOf } from "../apps/launcher/src/backend/docker/connection.ts";
import { createEngine } from "../apps/launcher/src/backend/docker/engine.ts";
import { processEnvironment } from "../apps/launcher/src/host/environment.ts";
import { openImages, type Images } from "../apps/launcher/src/images/images.ts";
import { docker, engineMissing, run } from "./world/docker-cli.ts";

const SECOND = 1000;
const built = new Set<string>();
const missing = engineMissing();
if (missing !== null) console.warn(`skipped: images on a real engine: ${missing}`);
const bundle = join(import.meta.dirname, "../apps/egress-proxy/dist/main.mjs");
if (!existsSync(bundle)) console.warn(`skipped: the egress-proxy image: "${bundle}" is not built`);

const said: Progress[] = [];
const extraCa = process.env["CLAUDE_BOTTLE_EXTRA_CA"] ?? process.env["NODE_EXTRA_CA_CERTS"];

async function images(): Promise<Images> {
  const settings = {
    baseImage: process.env["CLAUDE_BOTTLE_BASE_IMAGE"] ?? null,
    extraRoots: extraCa === undefined ? [] : [await readFile(extraCa, "utf8")],
  };
  return openImages(createEngine(connectionOf(processEnvironment())), settings, (progress) =>
    said.push(progress),
  );
}

const begun = (): string[] => said.flatMap((progress) => (progress.kind === "begin" ? [progress.step] : []));

async function inside(tag: string, ...command: string[]): Promise<string> {
  const [entrypoint = "true", ...args] = command;
  const hardened = ["--network=none", "--cap-drop=ALL", "--security-opt=no-new-privileges", "--read-only"];
  return docker("run", "--rm", ...hardened, "--tmpfs=/tmp", `--entrypoint=${entrypoint}`, tag, ...args);
}

describe.skipIf(missing !== null)("images on a real engine", { timeout: 300 * SECOND }, () => {
  // An image of the project stays: its tag is its content, and the next run finds it
  afterAll(async () => {
    for (const tag of built) await run("docker", ["image", "rm", tag], { env: process.env });
  });

  test("the agent image builds, and while unchanged is not built again", async () => {
    const tag = await (await images()).agent(null);
    said.length = 0;
    expect(await (await images()).agent(null)).toBe(tag);
    expect(begun()).toEqual([]);
    expect(
      await docker("image", "inspect", "--format", '{{index .Config.Labels "claude-bottle.image"}}', tag),
    ).toBe("agent");
  });

  test("the agent is a user of its own with a home and a work directory of its own", async () => {
    const tag = await (await images()).agent(null);
    expect(await inside(tag, "sh", "-c", "id -un; id -u; pwd; stat -c %U . ~ ~/.claude.json")).toBe(
      "agent\n1000\n/home/agent/work\nagent\nagent\nagent",
    );
  });

  test.for([
    "git",
    "curl",
    "ssh",
    "python3",
    "pip",
    "node",
    "npm",
    "rg",
    "jq",
    "tini",
    "update-ca-certificates",
  ])("the agent has %s", async (program) => {
    const tag = await (await images()).agent(null);
    expect(await inside(tag, "sh", "-c", `command -v ${program}`)).toMatch(/^\/usr\//);
  });

  test("the agent's CLI is the pinned one and not a stub", async () => {
    const tag = await (await images()).agent(null);
    const dockerfile = await readFile(join(import.meta.dirname, "../docker/agent/Dockerfile"), "utf8");
    const pinned = /CLAUDE_CODE_VERSION=(\S+)/.exec(dockerfile)?.[1];
    expect(await inside(tag, "claude", "--version")).toContain(`${pinned} `);
  });

  test("a program that the agent puts into its own directory does not stand in for one of the system's", async () => {
    const tag = await (await images()).agent(null);
    const path = (await inside(tag, "printenv", "PATH")).split(":");
    expect(path.at(-1)).toBe("/home/agent/.local/bin");
    expect(path.filter((folder) => folder.startsWith("/home"))).toHaveLength(1);
  });

  test.skipIf(extraCa === undefined)("further roots are in the agent's trust store, one by one", async () => {
    const tag = await (await images()).agent(null);
    const script =
      "cat /usr/local/share/ca-certificates/claude-bottle/extra-0.crt; cat /etc/ssl/certs/ca-certificates.crt";
    const [first, ...store] = (await inside(tag, "sh", "-c", script)).split("-----END CERTIFICATE-----");
    expect(store.map((pem) => pem.trim())).toContain(first?.trim());
  });

  test("F50 a bottle's own Dockerfile lies on top of the agent image under a tag of its own", async () => {
    const text = "ARG AGENT_IMAGE\nFROM ${AGENT_IMAGE}\nRUN echo own >/home/agent/own\n";
    const tag = await (await images()).agent({ name: "images-test", text, identity: null });
    built.add(tag);
    expect(tag).toMatch(/^claude-bottle-agent-images-test:/);
    expect(await inside(tag, "cat", "/home/agent/own")).toBe("own");
  });

  test("B01 F58 a build that fails shows the engine's own words", async () => {
    const text = "ARG AGENT_IMAGE\nFROM ${AGENT_IMAGE}\nRUN echo the-reason >&2; exit 7\n";
    const failure = (await images()).agent({ name: "images-test", text, identity: null });
    await expect(failure).rejects.toMatchObject({
      code: "image-build-failed",
      message: expect.stringMatching(/returned a non-zero code: 7[^]*the-reason/),
    });
  });

  test("F17 a copied working directory belongs to the agent, git works in it, and links are not followed", async () => {
    await using folder = await mkdtempDisposable(join(tmpdir(), "claude-bottle-"));
    const at = (name: string): string => join(folder.path, name);
    const git = (...args: string[]): Promise<unknown> =>
      run("git", ["-C", folder.path, "-c", "user.name=t", "-c", "user.email=t@example.com", ...args], {
        env: process.env,
      });
    await git("init", "--quiet", "--initial-branch=main");
    await mkdir(at("folder"));
    await writeFile(at("folder/script"), "#!/bin/sh\necho ran\n");
    await chmod(at("folder/script"), 0o755);
    await symlink("/etc/hostname", at("link"));
    await git("add", "--all");
    await git("commit", "--quiet", "--message=first");
    const tag = "claude-bottle-cwd:images-test-00000";
    built.add(tag);
    const ours = await images();
    const agent = await ours.agent(null);
    await ours.workspace({ agent, directory: folder.path, tag, identity: "images-test-00000" });
    const script =
      "git log --format=%s; git status --short; folder/script; readlink link; stat -c %U:%a folder/script .";
    expect(await inside(tag, "sh", "-c", script)).toBe("first\nran\n/etc/hostname\nagent:755\nagent:755");
    const label = '{{index .Config.Labels "claude-bottle.identity"}}';
    expect(await docker("image", "inspect", "--format", label, tag)).toBe("images-test-00000");
  });

  test("a pipelock binary given by the operator runs as a user without rights, with public roots", async () => {
    await using folder = await mkdtempDisposable(join(tmpdir(), "claude-bottle-"));
    const binary = join(folder.path, "pipelock");
    await writeFile(binary, "#!/bin/sh\nid -u\ngrep -c BEGIN /etc/ssl/certs/ca-certificates.crt\necho $*\n");
    const tag = await (await images()).pipelock(binary);
    built.add(tag);
    const [uid, roots, args] = (await docker("run", "--rm", "--network", "none", "--read-only", tag)).split(
      "\n",
    );
    expect(uid).toBe("65534");
    expect(Number(roots)).toBeGreaterThan(100);
    expect(args).toBe("run -c /etc/pipelock/pipelock.yaml");
  });

  test.skipIf(!existsSync(bundle))(
    "the egress-proxy image holds its bundles and runs as nobody's number",
    async () => {
      const tag = await (await images()).service("egress-proxy");
      expect(await inside(tag, "sh", "-c", "id -u; id -g; ls /app; test -w /app || echo read-only")).toBe(
        "65532\n65532\nask.mjs\nhealthcheck.mjs\nmain.mjs\nmitm-front.mjs\nread-only",
      );
      expect(await docker("image", "inspect", "--format", "{{json .Config.Healthcheck.Test}}", tag)).toBe(
        '["CMD","node","/app/healthcheck.mjs"]',
      );
    },
  );
});
