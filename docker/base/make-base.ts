import { mkdtemp, readFile, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { BottleError } from "@claude-bottle/shared";
import { certificatesIn } from "../../apps/launcher/src/images/certificates.ts";
import { importImage, imageExists, tagImage } from "./engine.ts";
import { mirrorsOf } from "./mirrors.ts";
import { type Mirrors, baseRecipe, baseTag } from "./recipe.ts";
import { requireHost } from "./require-host.ts";
import { makeRootfs } from "./rootfs.ts";

const LATEST = "claude-bottle-base:latest";

export interface BaseOptions {
  /** Where Debian comes from; default: as the host's own apt. */
  mirror?: string | undefined;
  securityMirror?: string | undefined;
  /** PEM file of further roots to trust. */
  extraCa?: string | undefined;
}

async function aptSources(): Promise<string[]> {
  const folder = "/etc/apt/sources.list.d";
  const names = await readdir(folder).catch(() => []);
  const paths = [...names.map((name) => join(folder, name)), "/etc/apt/sources.list"];
  return Promise.all(paths.map((path) => readFile(path, "utf8").catch(() => "")));
}

function isComplete(mirrors: { [Name in keyof Mirrors]: string | undefined }): mirrors is Mirrors {
  return mirrors.main !== undefined && mirrors.security !== undefined;
}

/** Makes the base image from Debian's and npm's packages, or finds it made. Gives one line to print. */
export async function makeBase(
  { mirror, securityMirror, extraCa }: BaseOptions,
  say: (line: string) => void,
): Promise<string> {
  const own = mirrorsOf(await aptSources(), "bookworm");
  const mirrors = { main: mirror ?? own.main, security: securityMirror ?? own.security };
  if (!isComplete(mirrors)) {
    throw new BottleError(
      "usage",
      "This machine's apt names no mirror of Debian bookworm and its security updates",
      {
        hint: "Name them with --mirror URL and --security-mirror URL",
      },
    );
  }
  const roots = extraCa === undefined ? [] : certificatesIn([await readFile(extraCa, "utf8")]);
  const recipe = baseRecipe(process.arch, mirrors, roots);
  if (recipe === null) {
    throw new BottleError("not-available", `There is no Node package for the processor "${process.arch}"`);
  }
  const tag = baseTag(recipe);
  if (await imageExists(tag)) {
    await tagImage(tag, LATEST);
    return `${tag} is up to date`;
  }
  await requireHost();
  const started = performance.now();
  const scratch = await mkdtemp(join(tmpdir(), "claude-bottle-base-"));
  try {
    say(`Making ${tag} from ${mirrors.main}; this takes about a minute`);
    const root = join(scratch, "root");
    await makeRootfs(recipe, root, scratch);
    await importImage(root, tag, recipe);
    await tagImage(tag, LATEST);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
  return `${tag} made in ${((performance.now() - started) / 1000).toFixed(0)} s`;
}
