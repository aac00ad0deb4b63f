import { chmod, chown, mkdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { PROCESSED } from "@claude-bottle/shared/queue";

export interface Owner {
  uid: number;
  gid: number;
}

/**
 * Makes a bottle's queue, which its owner alone may look into, and gives the owner: whoever runs supervise has to be that
 * one. Root leaves it to `instead`, so that nothing in a bottle runs as root.
 */
export async function makeQueue(directory: string, instead: Owner): Promise<Owner> {
  await mkdir(join(directory, PROCESSED), { recursive: true, mode: 0o700 });
  const found = await stat(directory);
  const owner = found.uid === 0 ? instead : { uid: found.uid, gid: found.gid };
  for (const path of [directory, join(directory, PROCESSED)]) {
    if (found.uid === 0) await chown(path, owner.uid, owner.gid);
    await chmod(path, 0o700);
  }
  return owner;
}
