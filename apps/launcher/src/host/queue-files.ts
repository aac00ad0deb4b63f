import { chmod, chown, lstat, mkdir } from "node:fs/promises";
import { join } from "node:path";
import { BottleError } from "@claude-bottle/shared";
import { PROCESSED } from "@claude-bottle/shared/queue";

export interface Owner {
  uid: number;
  gid: number;
}

/**
 * Makes a bottle's queue, which its owner alone may look into, and gives the owner: whoever runs supervise has to be that
 * one. Root leaves it to `instead`, so that nothing in a bottle runs as root.
 * @throws {BottleError} `queue-failed`: it cannot be made, or something else stands there
 */
export async function makeQueue(directory: string, instead: Owner): Promise<Owner> {
  const owner = await makeOwned(directory, instead);
  await makeOwned(join(directory, PROCESSED), instead);
  return owner;
}

/** An earlier sidecar may have left a link in its queue: nothing that it leads to is made anybody's. */
async function makeOwned(path: string, instead: Owner): Promise<Owner> {
  let cause: unknown;
  await mkdir(path, { recursive: true, mode: 0o700 }).catch((error: unknown) => (cause = error));
  const found = await lstat(path).catch(() => null);
  if (found?.isDirectory() !== true)
    throw new BottleError("queue-failed", `The queue "${path}" cannot be made`, {
      hint: "See that nothing else stands there, that the directory above is yours, and that the disk has room",
      cause,
    });
  const owner = found.uid === 0 ? instead : { uid: found.uid, gid: found.gid };
  if (found.uid === 0) await chown(path, owner.uid, owner.gid);
  await chmod(path, 0o700);
  return owner;
}
