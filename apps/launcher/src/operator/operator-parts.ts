import type { Digest } from "@claude-bottle/shared/audit";
import type { FileStore } from "@claude-bottle/shared/queue";
import type { Backend } from "../backend/backend.ts";
import type { Claims } from "./claims.ts";
import { LiveBottle } from "./live-bottle.ts";
import type { Means } from "./targets/target-rules.ts";

/** What the operator's side works with. */
export interface OperatorParts {
  files: FileStore;
  claims: Claims;
  /** Holds one queue for each identity. */
  queues: string;
  /** Holds the audit files. */
  audits: string;
  digest: Digest;
  now(): Date;
  means: Means;
  /** Every backend that bottles may run on. */
  backends: readonly Backend[];
  /** The backend that a bottle runs on; null: it does not run. Throws where nobody can tell. */
  find(identity: string): Promise<Backend | null>;
}

export const queueOf = ({ queues }: OperatorParts, identity: string): string => `${queues}/${identity}`;

/** null: it does not run. */
export async function findLive({ find }: OperatorParts, identity: string): Promise<LiveBottle | null> {
  const backend = await find(identity);
  return backend === null ? null : new LiveBottle(identity, backend);
}
