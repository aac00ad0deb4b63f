import { createHash } from "node:crypto";
import { BottleError } from "@claude-bottle/shared";
import { proposalIdSchema, type LiveState, type ProposalKind } from "@claude-bottle/shared/contracts";
import { decidedAnswer, pendingAnswer, refusedAnswer, type Answer } from "../core/answer.ts";
import { proposalTools } from "../core/tools/index.ts";
import type { GateQuestion } from "../core/tools/proposal-tool.ts";
import { readCall, type CallArguments } from "../core/read-call.ts";
import { hold, type Caller, type HoldOptions } from "./hold.ts";
import type { Log } from "@claude-bottle/shared/service";

export interface ServiceOptions extends HoldOptions {
  live: LiveState;
  gate: GateQuestion | null;
  log: Log;
}

const digest = (text: string): string => createHash("sha256").update(text).digest("hex");

/** What the tools do, whoever carries the calls. */
export class Service {
  readonly #options: ServiceOptions;
  readonly #stopped = new AbortController();
  #held = 0;
  /** What is in force; the operator's side replaces it whole. */
  live: LiveState;

  constructor(options: ServiceOptions) {
    this.#options = options;
    this.live = options.live;
  }

  /** Calls that wait for a decision. */
  get held(): number {
    return this.#held;
  }

  /** Proposes a change, or takes up an earlier proposal, and waits for the decision within bounds. */
  async call(kind: ProposalKind, given: CallArguments, caller: Caller): Promise<Answer> {
    const call = readCall(proposalTools[kind].argument.name, given);
    if ("problem" in call) return refusedAnswer(call.problem);
    if ("id" in call) return await this.#resume(kind, call.id, caller);
    const { gate } = this.#options;
    const proposed = await proposalTools[kind].propose(call.text, { live: this.live, digest, gate });
    if ("problem" in proposed) return refusedAnswer(proposed.problem);
    try {
      const { justification } = call;
      const id = await this.#options.proposals.submit({ kind, change: proposed.change, justification });
      if (id !== null) return await this.#wait(kind, id, caller);
      return refusedAnswer(
        `${this.#options.limits.pending} proposals wait for the operator already. Wait for those: call again with the proposal_id of one`,
      );
    } catch (error) {
      if (error instanceof BottleError && error.code === "queue-failed")
        return refusedAnswer(`${error.message}. ${error.hint ?? ""}`);
      throw error;
    }
  }

  /** Ends every call that is held, as not decided yet. */
  stop(): void {
    this.#stopped.abort();
  }

  async #resume(kind: ProposalKind, id: string, caller: Caller): Promise<Answer> {
    const known = proposalIdSchema.safeParse(id).success;
    const standing = known ? await this.#options.proposals.standing(id) : { state: "unknown" as const };
    if (standing.state === "unknown" || standing.proposal.kind !== kind)
      return refusedAnswer(
        `There is no proposal of this id for ${kind}. Propose it (again) without proposal_id`,
      );
    return standing.state === "decided"
      ? decidedAnswer(standing.response)
      : await this.#wait(kind, id, caller);
  }

  async #wait(kind: ProposalKind, id: string, caller: Caller): Promise<Answer> {
    const { limits, log, proposals } = this.#options;
    if (this.#held >= limits.held) return pendingAnswer(kind, id);
    this.#held += 1;
    const signal = AbortSignal.any([caller.signal, this.#stopped.signal]);
    const response = await hold(id, { ...caller, signal }, this.#options).finally(() => {
      this.#held -= 1;
    });
    if (response !== null) return decidedAnswer(response);
    if (caller.signal.aborted) log.event("abandoned", { id });
    // The decision may have come between the last look and the end of the wait
    const standing = await proposals.standing(id);
    return standing.state === "decided" ? decidedAnswer(standing.response) : pendingAnswer(kind, id);
  }
}
