import type { Proposal } from "../contracts/proposal.ts";
import type { Response } from "../contracts/response.ts";
import type { FileStore } from "./file-store.ts";
import { PROCESSED, queueFileName } from "./queue-names.ts";
import { writeAtomically } from "./write-atomically.ts";

const text = (document: Proposal | Response): string => `${JSON.stringify(document, null, 2)}\n`;

/** Once this returns the operator can see the proposal, also after a crash. */
export async function writeProposal(files: FileStore, directory: string, proposal: Proposal): Promise<void> {
  await writeAtomically(files, {
    directory,
    name: queueFileName(proposal.id, "proposal"),
    text: text(proposal),
  });
}

/** Once this returns the proposal is decided, also after a crash. */
export async function writeResponse(files: FileStore, directory: string, response: Response): Promise<void> {
  await writeAtomically(files, {
    directory,
    name: queueFileName(response.id, "response"),
    text: text(response),
  });
}

/**
 * Puts a decided proposal out of the way, after its answer was read. The proposal goes first and lastingly: the other
 * way round a crash would leave it without its answer, as if it were pending. Twice does no harm.
 */
export async function archive(files: FileStore, directory: string, id: string): Promise<void> {
  const processed = `${directory}/${PROCESSED}`;
  const names = new Set(await files.list(directory));
  for (const file of ["proposal", "response"] as const) {
    const name = queueFileName(id, file);
    if (!names.has(name)) continue;
    await files.rename(`${directory}/${name}`, `${processed}/${name}`);
    await files.syncDirectory(processed);
    await files.syncDirectory(directory);
  }
}
