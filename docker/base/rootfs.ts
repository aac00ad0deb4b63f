import { access, cp, mkdir, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { unpackNpmPackage } from "./npm-package.ts";
import type { BaseRecipe } from "./recipe.ts";
import { run } from "./run.ts";

const NOT_NEEDED = [
  "etc/hostname",
  "etc/resolv.conf",
  "usr/share/doc",
  "usr/share/info",
  "usr/share/locale",
  "usr/share/man",
  "var/cache/apt",
  "var/lib/apt/lists",
  "var/log",
];

async function trust(root: string, certificates: readonly string[]): Promise<void> {
  const folder = join(root, "usr/local/share/ca-certificates/claude-bottle");
  await mkdir(folder, { recursive: true });
  await Promise.all(certificates.map((pem, n) => writeFile(join(folder, `extra-${n}.crt`), pem)));
  if (certificates.length > 0) await run("chroot", [root, "update-ca-certificates"]);
}

/** debootstrap gives the suite as released; what was mended since comes from these. */
async function upgrade(root: string, { suite, mirrors }: BaseRecipe): Promise<void> {
  const signed = "Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg";
  const stanza = (uri: string, suites: string): string =>
    ["Types: deb", `URIs: ${uri}`, `Suites: ${suites}`, "Components: main", signed, ""].join("\n");
  await rm(join(root, "etc/apt/sources.list"), { force: true });
  await writeFile(
    join(root, "etc/apt/sources.list.d/debian.sources"),
    `${stanza(mirrors.main, `${suite} ${suite}-updates`)}\n${stanza(mirrors.security, `${suite}-security`)}`,
  );
  const env = { DEBIAN_FRONTEND: "noninteractive", LC_ALL: "C" };
  await run("chroot", [root, "apt-get", "update"], { env });
  await run("chroot", [root, "apt-get", "upgrade", "-y", "--no-install-recommends"], { env });
}

async function addNode(root: string, recipe: BaseRecipe, scratch: string): Promise<void> {
  const node = join(scratch, "node");
  const npm = join(root, "usr/local/lib/node_modules/npm");
  await Promise.all([
    unpackNpmPackage(recipe.node, scratch, node),
    unpackNpmPackage(recipe.npm, scratch, npm),
  ]);
  const bin = join(root, "usr/local/bin");
  await cp(join(node, "bin/node"), join(bin, "node"));
  await cp(join(node, "include"), join(root, "usr/local/include"), { recursive: true });
  await symlink("node", join(bin, "nodejs"));
  for (const command of ["npm", "npx"]) {
    await symlink(`../lib/node_modules/npm/bin/${command}-cli.js`, join(bin, command));
  }
}

/** Makes the root file system of the base image in `root`. Needs root and debootstrap. */
export async function makeRootfs(recipe: BaseRecipe, root: string, scratch: string): Promise<void> {
  const packages = `--include=${recipe.packages.join(",")}`;
  await run("debootstrap", [
    "--variant=minbase",
    "--force-check-gpg",
    packages,
    recipe.suite,
    root,
    recipe.mirrors.main,
  ]);
  await trust(root, recipe.roots);
  await Promise.all([upgrade(root, recipe), addNode(root, recipe, scratch)]);
  // The user that Node's published image has, and its number
  await run("chroot", [
    root,
    "useradd",
    "--uid",
    "1000",
    "--user-group",
    "--create-home",
    "--shell",
    "/bin/bash",
    "node",
  ]);
  await Promise.all(NOT_NEEDED.map((path) => rm(join(root, path), { recursive: true, force: true })));
  await Promise.all(
    ["var/cache/apt/archives/partial", "var/lib/apt/lists/partial", "var/log"].map((path) =>
      mkdir(join(root, path), { recursive: true }),
    ),
  );
  await access(join(root, "usr/local/bin/npm"));
}
