import { chown, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { BottleError, type Sidecar } from "@claude-bottle/shared";
import { agentSidecars } from "./agent-sandbox.ts";
import { factsOf } from "./bottle-facts.ts";
import { agentEtc, type EtcFiles, sidecarEtc } from "./etc-files.ts";
import { removeAll, showAll } from "./files.ts";
import { type Launching } from "./launching.ts";
import { onUndo } from "../launch-step.ts";
import type { RunPaths } from "./run-paths.ts";
import { sidecarEtcDirectory } from "./sidecar-sandbox.ts";

/** Makes the directory that a bottle lives from, with what is known before anything runs. @throws {BottleError} `name-taken` */
export async function makeRunDirectory(launching: Launching): Promise<void> {
  const { paths, plan, checkpoint } = launching;
  await mkdir(paths.runs, { recursive: true, mode: 0o700 });
  await checkpoint("create directory");
  await mkdir(paths.directory, { mode: 0o700 }).catch((cause: unknown) => {
    throw new BottleError("name-taken", `There is a directory "${paths.directory}" already`, {
      hint: "Run `claude-bottle cleanup` to remove what an earlier launch left",
      cause,
    });
  });
  onUndo(launching, `the directory "${paths.directory}"`, () => removeAll(paths.directory));
  await checkpoint("created directory");
  await writeFile(paths.facts, `${JSON.stringify(factsOf(plan))}\n`, { mode: 0o600 });
  const sidecars = agentSidecars(plan);
  await Promise.all([
    mkdir(paths.logs),
    ours(launching, paths.home),
    ours(launching, paths.door),
    // The agent sees them before the sidecars listen there
    ...sidecars.map((name) => ours(launching, paths.sidecar(name).front)),
    ...[
      paths.roots,
      paths.certificates,
      join(paths.etc, "claude-bottle"),
      join(paths.etc, "claude-code"),
    ].map((path) => mkdir(path, { recursive: true })),
  ]);
  await writeEtc(paths.etc, agentEtc(sidecars));
  for (const path of shownPaths(paths)) await showAll(path);
}

/** What of it everyone in the bottle may read. */
export const shownPaths = ({ etc, roots, certificates }: RunPaths): string[] => [etc, roots, certificates];

/** What one sidecar lives from, `more` in the place of the machine's own files of `/etc`. */
export async function makeSidecar(launching: Launching, name: Sidecar, more: EtcFiles = {}): Promise<void> {
  const { front, control } = launching.paths.sidecar(name);
  const etc = sidecarEtcDirectory(launching.paths, name);
  await Promise.all([ours(launching, front), ours(launching, control), mkdir(etc, { recursive: true })]);
  await writeEtc(etc, { ...sidecarEtc, ...more });
  await showAll(etc);
}

/** A directory that whoever runs in the bottle writes to. */
export async function ours({ machine }: Launching, path: string): Promise<void> {
  await mkdir(path, { recursive: true, mode: 0o700 });
  if (machine.become !== null) await chown(path, machine.become.uid, machine.become.gid);
}

async function writeEtc(directory: string, files: EtcFiles): Promise<void> {
  for (const [name, text] of Object.entries(files)) await writeFile(join(directory, name), text);
}
