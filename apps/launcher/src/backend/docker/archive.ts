import { realpath } from "node:fs/promises";
import { buffer } from "node:stream/consumers";
import tarFs from "tar-fs";
import { type Pack, pack } from "tar-stream";
import { agentUser } from "../../provision/agent-user.ts";
import type { Provision } from "../../provision/provision.ts";

export interface ArchiveEntry {
  /** Relative to the directory that the archive is unpacked in; a trailing slash makes it a directory. */
  path: string;
  mode: number;
  content: Uint8Array;
  uid?: number;
  gid?: number;
}

/** A tar of these files, as the engine's archive interface takes it; owned by root unless an entry says otherwise. */
export async function archiveOf(entries: readonly ArchiveEntry[]): Promise<Buffer> {
  const tar = pack();
  const bytes = buffer(tar);
  for (const entry of entries) add(tar, entry);
  tar.finalize();
  return bytes;
}

/** A tar, to be unpacked at the root, of everything that goes into the agent. */
export async function provisionArchive(provisions: readonly Provision[]): Promise<Buffer> {
  const tar = pack();
  const bytes = buffer(tar);
  const folder = (path: string): void =>
    add(tar, { path: `${relative(path)}/`, mode: 0o755, content: Buffer.alloc(0), ...owner });
  for (const each of provisions) {
    if (each.step === "transcript") {
      folder(`${agentUser.home}/.claude`);
      await addDirectory(tar, each.source, each.directory);
      continue;
    }
    if (each.step === "skills") {
      folder(`${agentUser.home}/.claude`);
      folder(each.directory);
      for (const skill of each.skills) await addDirectory(tar, skill.path, `${each.directory}/${skill.name}`);
      continue;
    }
    const content = Buffer.from(each.text);
    const { path, mode } = each;
    add(tar, { path: relative(path), mode, content, ...(each.owner === "agent" ? owner : {}) });
  }
  tar.finalize();
  return bytes;
}

const owner = { uid: agentUser.uid, gid: agentUser.gid };
const relative = (path: string): string => path.replace(/^\/+/, "");

function add(tar: Pack, { path, mode, content, uid = 0, gid = 0 }: ArchiveEntry): void {
  const type = path.endsWith("/") ? "directory" : "file";
  tar.entry({ name: path, mode, uid, gid, type }, Buffer.from(content));
}

async function addDirectory(tar: Pack, source: string, target: string): Promise<void> {
  const from = await realpath(source);
  // Links inside a skill stay links: one that leads out of it carries no file of the host into the agent
  await new Promise<void>((resolve, reject) => {
    tar.once("error", reject);
    tarFs.pack(from, {
      pack: tar,
      finalize: false,
      finish: () => {
        tar.off("error", reject);
        resolve();
      },
      map: (header) => ({
        ...header,
        ...owner,
        name: `${relative(target)}/${header.name === "." ? "" : header.name}`,
      }),
    });
  });
}
