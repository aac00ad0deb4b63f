import { BottleError } from "@claude-bottle/shared";
import { proposalId, proposalSchema, type Proposal, type Response } from "@claude-bottle/shared/contracts";
import {
  archive,
  PROCESSED,
  queueFileName,
  readProposal,
  readQueue,
  readResponse,
  writeProposal,
  type FileStore,
  type Skipped,
} from "@claude-bottle/shared/queue";
import { admit, type Draft } from "../core/admit.ts";
import { coalesce } from "@claude-bottle/shared/service";
import type { Log } from "@claude-bottle/shared/service";

const MOST_TOLD = 100;

export interface ProposalsOptions {
  files: FileStore;
  /** The queue; it and its `processed` must be there. */
  directory: string;
  identity: string;
  /** Proposals that may wait at one time. */
  most: number;
  log: Log;
  now: () => Date;
  /** An integer in `[0, below)`. */
  random: (below: number) => number;
}

interface Waiting {
  proposal: Proposal;
  /** Settles once the operator can see it. */
  written: Promise<void>;
  listeners: Set<(response: Response) => void>;
}

/** What became of a proposal: it waits, it is decided, or there is none of that id. */
export type Standing =
  | { state: "pending"; proposal: Proposal }
  | { state: "decided"; proposal: Proposal; response: Response }
  | { state: "unknown" };

/** The bottle's queue, from the side that proposes: writes proposals, takes answers and archives what was taken. */
export class Proposals {
  readonly #options: ProposalsOptions;
  readonly #waiting = new Map<string, Waiting>();
  readonly #told = new Set<string>();
  /** Takes what answers there are; they go to who listens, and only then out of the way. */
  readonly look: () => Promise<void>;

  private constructor(options: ProposalsOptions) {
    this.#options = options;
    this.look = coalesce(async () => await this.#look());
  }

  /** Takes up what an earlier life left behind. */
  static async open(options: ProposalsOptions): Promise<Proposals> {
    const proposals = new Proposals(options);
    const { files, directory, identity } = options;
    const state = await readQueue(files, { directory, identity });
    for (const proposal of state.pending) proposals.#await(proposal, Promise.resolve());
    for (const skipped of state.skipped) proposals.#tell(skipped);
    for (const { proposal } of state.answered) await archive(files, directory, proposal.id);
    for (const id of state.halfArchived) await archive(files, directory, id);
    return proposals;
  }

  /** Those that wait, oldest first. */
  get pending(): Proposal[] {
    return [...this.#waiting.values()].map(({ proposal }) => proposal);
  }

  /**
   * Puts a draft before the operator, or joins it to the same one that waits; the id of that which stands for it.
   * null: too many wait. @throws {BottleError} `queue-failed`
   */
  async submit(draft: Draft): Promise<string | null> {
    const { most, identity, now, random, files, directory, log } = this.#options;
    const admission = admit(this.pending, draft, most);
    if (admission.verdict === "full") return null;
    if (admission.verdict === "same") {
      await this.#waiting.get(admission.id)?.written;
      return admission.id;
    }
    const time = now();
    const id = proposalId(time, random);
    const proposal = proposalSchema.parse({ version: 1, id, identity, time: time.toISOString(), ...draft });
    const written = writeProposal(files, directory, proposal).catch((cause: unknown) => {
      this.#waiting.delete(id);
      const code = cause instanceof Error && "code" in cause ? String(cause.code) : "unknown";
      log.event("queue-failed", { code });
      throw new BottleError("queue-failed", `The proposal could not be put before the operator (${code})`, {
        hint: "Call again later; tell your user if it stays so",
        cause,
      });
    });
    this.#await(proposal, written);
    await written;
    log.event("proposed", { id, kind: proposal.kind });
    return id;
  }

  async standing(id: string): Promise<Standing> {
    const waiting = this.#waiting.get(id);
    if (waiting !== undefined) return { state: "pending", proposal: waiting.proposal };
    const { files, directory, identity } = this.#options;
    // In this order: both files move from the one to the other, never back
    const places = [directory, `${directory}/${PROCESSED}`];
    const find = async <Value>(
      read: (place: string) => Promise<{ value: Value } | object>,
    ): Promise<Value | null> => {
      for (const place of places) {
        const found = await read(place);
        if ("value" in found) return found.value;
      }
      return null;
    };
    const proposal = await find((place) => readProposal(files, { directory: place, identity }, id));
    const response = await find((place) => readResponse(files, place, id));
    return proposal === null || response === null
      ? { state: "unknown" }
      : { state: "decided", proposal, response };
  }

  /** Tells of the decision on a proposal, until disposed of; null: it does not wait (any more). */
  listen(id: string, listener: (response: Response) => void): Disposable | null {
    const listeners = this.#waiting.get(id)?.listeners;
    if (listeners === undefined) return null;
    listeners.add(listener);
    return { [Symbol.dispose]: () => void listeners.delete(listener) };
  }

  #await(proposal: Proposal, written: Promise<void>): void {
    this.#waiting.set(proposal.id, { proposal, written, listeners: new Set() });
  }

  async #look(): Promise<void> {
    const { files, directory, log } = this.#options;
    const names = new Set(await files.list(directory));
    for (const [id, { listeners }] of this.#waiting) {
      const name = queueFileName(id, "response");
      if (!names.has(name)) continue;
      const response = await readResponse(files, directory, id);
      if (!("value" in response)) {
        this.#tell({ name, reason: response.reason });
        continue;
      }
      this.#waiting.delete(id);
      log.event("decided", { id, status: response.value.status });
      for (const listener of listeners) listener(response.value);
      await archive(files, directory, id);
    }
  }

  /** Once for each file. */
  #tell({ name, reason }: Skipped): void {
    if (this.#told.has(name) || this.#told.size >= MOST_TOLD) return;
    this.#told.add(name);
    this.#options.log.event("skipped", { name, reason });
  }
}
