import { Secret } from "@claude-bottle/shared";
import type { PipelockLaunch } from "../../pipelock/launch-spec.ts";
import { archiveOf } from "./archive.ts";

/** pipelock's files as an archive for its configuration directory; the key is in it. */
export function configurationArchive({ files, uid, gid }: PipelockLaunch): Promise<Buffer> {
  return archiveOf(
    files.map(({ name, content, mode }) => ({
      path: name,
      mode,
      uid,
      gid,
      content: Buffer.from(content instanceof Secret ? content.reveal() : content),
    })),
  );
}
