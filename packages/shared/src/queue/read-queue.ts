import type { z } from "zod";
import { proposalSchema, type Proposal } from "../contracts/proposal.ts";
import { responseSchema, type Response } from "../contracts/response.ts";
import type { FileStore } from "./file-store.ts";
import { PROCESSED, queueFileName, readQueueName, type QueueFile } from "./queue-names.ts";

const LARGEST = 1024 * 1024;
// A queue holds sixteen that wait; whatever else a bottle puts into its own must not keep a reader from the others.
const MOST_READ = 200;
const MOST_SKIPPED = 20;

export interface QueuePlace {
  directory: string;
  identity: string;
}

/** A file that was passed over. */
export interface Skipped {
  name: string;
  reason:
    | "foreign name"
    | "not readable"
    | "torn"
    | "not the expected form"
    | "of another bottle"
    | "too many";
}

export interface QueueState {
  /** Without an answer, oldest first. */
  pending: Proposal[];
  /** With an answer that nobody has taken yet, oldest first. */
  answered: { proposal: Proposal; response: Response }[];
  /** Ids of answers whose proposal is archived already. */
  halfArchived: string[];
  skipped: Skipped[];
}

type Read<Value> = { value: Value } | { reason: Skipped["reason"] };

async function readAs<Schema extends z.ZodType>(
  files: FileStore,
  path: string,
  schema: Schema,
): Promise<Read<z.infer<Schema>>> {
  const text = await files.read(path, LARGEST);
  if (text === null) return { reason: "not readable" };
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch {
    return { reason: "torn" };
  }
  const parsed = schema.safeParse(data);
  return parsed.success ? { value: parsed.data } : { reason: "not the expected form" };
}

/** The proposal of this id, in the queue or archived. */
export async function readProposal(
  files: FileStore,
  { directory, identity }: QueuePlace,
  id: string,
): Promise<Read<Proposal>> {
  const read = await readAs(files, `${directory}/${queueFileName(id, "proposal")}`, proposalSchema);
  if (!("value" in read)) return read;
  return read.value.id === id && read.value.identity === identity ? read : { reason: "of another bottle" };
}

/** The answer to the proposal of this id, as it lies in `directory`. */
export async function readResponse(files: FileStore, directory: string, id: string): Promise<Read<Response>> {
  const read = await readAs(files, `${directory}/${queueFileName(id, "response")}`, responseSchema);
  return !("value" in read) || read.value.id === id ? read : { reason: "not the expected form" };
}

/**
 * What lies in a queue. Anyone in the bottle's sidecar may have put it there: a file that is not ours, torn or of
 * another form is named in `skipped` and changes nothing else. An answer that cannot be read leaves its proposal pending.
 */
export async function readQueue(files: FileStore, place: QueuePlace): Promise<QueueState> {
  const state: QueueState = { pending: [], answered: [], halfArchived: [], skipped: [] };
  const skip = (name: string, reason: Skipped["reason"]): void => {
    if (state.skipped.length < MOST_SKIPPED) state.skipped.push({ name: name.slice(0, 100), reason });
  };
  const ids: Record<QueueFile, Set<string>> = { proposal: new Set(), response: new Set() };
  for (const name of (await files.list(place.directory)).toSorted()) {
    if (name === PROCESSED || name.startsWith(".")) continue;
    const known = readQueueName(name);
    if (known === null) skip(name, "foreign name");
    else if (ids[known.file].size < MOST_READ) ids[known.file].add(known.id);
    else skip(name, "too many");
  }
  for (const id of ids.proposal) {
    const proposal = await readProposal(files, place, id);
    if (!("value" in proposal)) {
      skip(queueFileName(id, "proposal"), proposal.reason);
      continue;
    }
    const response = ids.response.has(id) ? await readResponse(files, place.directory, id) : null;
    if (response !== null && "value" in response)
      state.answered.push({ proposal: proposal.value, response: response.value });
    else state.pending.push(proposal.value);
    if (response !== null && "reason" in response) skip(queueFileName(id, "response"), response.reason);
  }
  state.halfArchived = [...ids.response].filter((id) => !ids.proposal.has(id));
  return state;
}
