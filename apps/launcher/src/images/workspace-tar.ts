import { lstat, realpath } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import { BottleError } from "@claude-bottle/shared";
import { pack } from "tar-fs";
import { addFiles } from "./context-tar.ts";

const FOLDER = "work";

/** Ownership by number: a bottle's own image may have no user of that name. */
const dockerfile = (agent: string): string => `FROM ${agent}
COPY --chown=1000:1000 ${FOLDER}/ /home/agent/work/
`;

/**
 * The context of an image that holds a directory with everything in it, `.git` and hidden files too. Symbolic
 * links stay links, wherever they point; sockets, pipes and devices are left out.
 */
export async function workspaceTar(agent: string, directory: string): Promise<Readable> {
  const from = await realpath(directory).catch((cause: unknown) => {
    throw new BottleError("file-missing", `The working directory "${directory}" cannot be read`, { cause });
  });
  const archive = pack(from, {
    strict: false,
    finalize: false,
    map: (header) => ({ ...header, name: header.name === "." ? FOLDER : `${FOLDER}/${header.name}` }),
    finish: (open) => {
      addFiles(open, [{ path: "Dockerfile", mode: 0o644, content: Buffer.from(dockerfile(agent)) }]);
      open.finalize();
    },
  });
  return Readable.from(archive);
}

/** Whether the directory's `.git` only points to a repository elsewhere (a worktree, a submodule): git will not work in a copy. */
export async function hasForeignGit(directory: string): Promise<boolean> {
  const found = await lstat(join(directory, ".git")).catch(() => null);
  return found !== null && !found.isDirectory();
}
