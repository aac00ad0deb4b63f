import { mkdtemp, readFile, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { BottleError } from "@claude-bottle/shared";
import { certificatesIn } from "../../apps/launcher/src/images/certificates.ts";
import { importImage, imageExists, tagImage } from "./engine.ts";
import { mirrorsOf } from "./mirrors.ts";
import { baseRecipe, baseTag } from "./recipe.ts";
import { requireHost } from "./require-host.ts";
import { makeRootfs } from "./rootfs.ts";

const LATEST = "claude-bottle-base:latest";
const USAGE = `Usage: npm run base-image -- [--mirror URL] [--security-mirror URL] [--extra-ca FILE]

Makes the image that all others are built from, without a container registry: Debian by debootstrap,
Node and npm from their npm packages. Needs root, debootstrap and the docker command.

  --mirror URL           where Debian comes from (default: as the host's own apt)
  --security-mirror URL  where its security updates come from (default: as the host's own apt)
  --extra-ca FILE        PEM file of further roots to trust (default: $CLAUDE_BOTTLE_EXTRA_CA,
                         then $NODE_EXTRA_CA_CERTS)`;

async function aptSources(): Promise<string[]> {
  const folder = "/etc/apt/sources.list.d";
  const names = await readdir(folder).catch(() => []);
  const paths = [...names.map((name) => join(folder, name)), "/etc/apt/sources.list"];
  return Promise.all(paths.map((path) => readFile(path, "utf8").catch(() => "")));
}

async function makeBase(): Promise<void> {
  const { values } = parseArgs({
    options: {
      mirror: { type: "string" },
      "security-mirror": { type: "string" },
      "extra-ca": { type: "string" },
      help: { type: "boolean" },
    },
  });
  if (values.help === true) return console.log(USAGE);
  const own = mirrorsOf(await aptSources(), "bookworm");
  const mirrors = { main: values.mirror ?? own.main, security: values["security-mirror"] ?? own.security };
  const { CLAUDE_BOTTLE_EXTRA_CA, NODE_EXTRA_CA_CERTS } = process.env;
  const extra = values["extra-ca"] ?? CLAUDE_BOTTLE_EXTRA_CA ?? NODE_EXTRA_CA_CERTS;
  const roots = extra === undefined ? [] : certificatesIn([await readFile(extra, "utf8")]);
  const recipe = baseRecipe(process.arch, mirrors, roots);
  if (recipe === null) {
    throw new BottleError("not-available", `There is no Node package for the processor "${process.arch}"`);
  }
  const tag = baseTag(recipe);
  if (await imageExists(tag)) {
    await tagImage(tag, LATEST);
    return console.log(`${tag} is up to date`);
  }
  await requireHost();
  const started = performance.now();
  const scratch = await mkdtemp(join(tmpdir(), "claude-bottle-base-"));
  try {
    console.error(`Making ${tag} from ${mirrors.main}`);
    const root = join(scratch, "root");
    await makeRootfs(recipe, root, scratch);
    await importImage(root, tag, recipe);
    await tagImage(tag, LATEST);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
  console.log(`${tag} made in ${((performance.now() - started) / 1000).toFixed(0)} s`);
}

try {
  await makeBase();
} catch (error) {
  if (!(error instanceof Error)) throw error;
  console.error(error.message);
  if (error instanceof BottleError && error.hint !== undefined) console.error(error.hint);
  process.exitCode = error instanceof BottleError ? error.exitStatus : 2;
}
