import { readFile, readdir, realpath, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { type SourceFile, expandHome, readSettings } from "@claude-bottle/manifest";
import { BottleError } from "@claude-bottle/shared";
import type { PlannedNetwork, PlannedSkill } from "../core/plan.ts";
import type { Environment } from "./environment.ts";

const LEGACY = "claude-bottle.json";
const FOLDER = ".claude-bottle";

export interface Places {
  home: string;
  userHome: string;
  cwd: string;
}

export function isMissing(error: unknown): boolean {
  return error instanceof Error && "code" in error && (error.code === "ENOENT" || error.code === "ENOTDIR");
}

/** The text of a file that a person named; `~` is the home directory. */
export async function readNamedFile(path: string): Promise<string> {
  return await readFile(path, "utf8").catch((cause: unknown) => {
    throw new BottleError("file-missing", `Could not read "${path}"`, {
      hint: isMissing(cause) ? "Check the path; there is no such file" : "Make the file readable",
      cause,
    });
  });
}

/** Every manifest file of the home and of the working directory, unread by any rule but its place. */
export async function readManifestFiles({ home, cwd }: Places): Promise<SourceFile[]> {
  const own = join(cwd, FOLDER);
  const sameFolder = (await resolved(own)) === (await resolved(home));
  await refuseLegacy(home, join(dirname(home), LEGACY));
  if (!sameFolder) await refuseLegacy(own, join(cwd, LEGACY));
  const folders: [string, SourceFile["origin"]][] = sameFolder
    ? [[home, "home"]]
    : [
        [home, "home"],
        [own, "cwd"],
      ];
  const read = folders.flatMap(([folder, origin]) => [
    readFolder(join(folder, "bottles"), { kind: "bottle", origin }),
    readFolder(join(folder, "agents"), { kind: "agent", origin }),
  ]);
  return (await Promise.all(read)).flat();
}

async function readFolder(
  folder: string,
  { kind, origin }: Pick<SourceFile, "kind" | "origin">,
): Promise<SourceFile[]> {
  const names = await readdir(folder).catch((error: unknown) => {
    if (isMissing(error)) return [];
    throw error;
  });
  const files = names.filter((name) => name.endsWith(".md")).toSorted();
  return await Promise.all(
    files.map(async (name) => {
      const path = join(folder, name);
      return { path, text: await readNamedFile(path), kind, origin };
    }),
  );
}

/** The file of earlier versions, where nothing of today's stands in its place; null: there is none. */
export async function legacyFile({ home, cwd }: Places): Promise<string | null> {
  for (const path of [join(dirname(home), LEGACY), join(cwd, LEGACY)]) if (await exists(path)) return path;
  return null;
}

async function refuseLegacy(folder: string, file: string): Promise<void> {
  if ((await exists(folder)) || !(await exists(file))) return;
  throw new BottleError("manifest-invalid", `"${file}" is of an earlier form and is not read`, {
    hint: "Run claude-bottle migrate, which writes one file per bottle and agent",
  });
}

/** Skills and Dockerfile of a plan must be there before anything is asked. */
export async function checkPlanned(
  skills: readonly PlannedSkill[],
  dockerfile: string | null,
): Promise<void> {
  for (const skill of skills) {
    if (await isDirectory(skill.path)) continue;
    throw new BottleError("skill-missing", `The skill "${skill.name}" is not at "${skill.path}"`, {
      hint: "Put its directory there, or take it out of the agent's skills",
    });
  }
  if (dockerfile !== null) await readNamedFile(dockerfile);
}

/** What `settings.json` and the variables say of this machine's network. */
export async function readNetwork(places: Places, environment: Environment): Promise<PlannedNetwork> {
  const path = join(places.home, "settings.json");
  const text = await readFile(path, "utf8").catch((error: unknown) => {
    if (isMissing(error)) return "{}";
    throw error;
  });
  const settings = readSettings(path, text);
  const named = environment.get("CLAUDE_BOTTLE_EXTRA_CA") ?? environment.get("NODE_EXTRA_CA_CERTS");
  const read = (paths: readonly string[]): Promise<string[]> =>
    Promise.all(paths.map((path) => readNamedFile(expandHome(path, places.userHome))));
  const buildRoots = await read(named === undefined ? [] : [named]);
  return {
    extraRoots: [...(await read(settings.extra_ca ?? [])), ...buildRoots],
    buildRoots,
    privateHosts: settings.private_hosts ?? {},
    joinNetwork: settings.docker?.join_network ?? null,
  };
}

export async function exists(path: string): Promise<boolean> {
  return await stat(path).then(
    () => true,
    (error: unknown) => {
      if (isMissing(error)) return false;
      throw error;
    },
  );
}

async function isDirectory(path: string): Promise<boolean> {
  return (await exists(path)) && (await stat(path)).isDirectory();
}

async function resolved(path: string): Promise<string> {
  return await realpath(path).catch(() => path);
}
