import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { mkdir, mkdtemp, rename, rm } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { run } from "./docker-cli.ts";

const root = join(import.meta.dirname, "../..");
const SUMS = { x64: "AMD64", arm64: "ARM64" } as const;

/** The real Claude Code for bottles that take it from this machine. */
export interface ClaudeCode {
  /** A search path that leads to it first. */
  env: NodeJS.ProcessEnv;
  /** Why it cannot be had; null: it can. */
  missing: string | null;
}

/** Of the version that the agent's image has: what an earlier call brought, or what npm brings now. */
export async function claudeCode(): Promise<ClaudeCode> {
  const dockerfile = readFileSync(join(root, "docker/agent/Dockerfile"), "utf8");
  const argument = (name: string): string =>
    new RegExp(`^ARG ${name}=(\\S+)$`, "m").exec(dockerfile)?.[1] ?? "";
  const { arch } = process;
  if (arch !== "x64" && arch !== "arm64") return { env: {}, missing: `it has no package for ${arch}` };
  const version = argument("CLAUDE_CODE_VERSION");
  const cache = join(root, "node_modules/.cache/claude-code");
  const directory = join(cache, version);
  const found = { env: { PATH: `${directory}${delimiter}${process.env["PATH"] ?? ""}` }, missing: null };
  if (existsSync(join(directory, "claude"))) return found;
  await mkdir(cache, { recursive: true });
  const stage = await mkdtemp(join(cache, "stage-"));
  try {
    const name = `@anthropic-ai/claude-code-linux-${arch}@${version}`;
    // Its checksum is written down: its age says nothing more
    const pack = ["pack", "--loglevel=error", "--min-release-age=0", name];
    const packed = await run("npm", pack, { cwd: stage, env: process.env });
    if (packed.code !== 0) return { env: {}, missing: `npm pack ${name}: ${packed.stderr.trim()}` };
    const archive = join(stage, packed.stdout.trim());
    const sum = createHash("sha512").update(readFileSync(archive)).digest("hex");
    if (sum !== argument(`CLAUDE_CODE_SHA512_${SUMS[arch]}`))
      throw new Error(`${name} is not the one that the agent's image is made with: ${sum}`);
    await run("tar", ["-xzf", archive, "package/claude"], { cwd: stage, env: process.env });
    await rename(join(stage, "package"), directory);
    return found;
  } finally {
    await rm(stage, { recursive: true, force: true });
  }
}
