export type { FileStore } from "./file-store.ts";
export { archive, writeProposal, writeResponse } from "./queue.ts";
export { PROCESSED, queueFileName } from "./queue-names.ts";
export {
  readProposal,
  readQueue,
  readResponse,
  type QueuePlace,
  type QueueState,
  type Skipped,
} from "./read-queue.ts";
export { writeAtomically } from "./write-atomically.ts";
