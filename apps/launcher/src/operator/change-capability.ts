import { join } from "node:path";
import { checkDockerfile } from "@claude-bottle/policy";
import { BottleError } from "@claude-bottle/shared";
import type { Backend, Report } from "../backend/backend.ts";
import { endBottle } from "../cli/end-bottle.ts";
import { type KeptBottle, resumeCommand, workspaceAfterwards } from "../core/state.ts";
import { listStates, readKept, writeImageChange } from "../host/state-files.ts";
import { saveTranscript } from "../host/transcript-files.ts";
import { TRANSCRIPTS } from "../provision/provision.ts";
import type { Outcome } from "./operator.ts";
import { pushBranch } from "./push-branch.ts";

const SNAPSHOT_MS = 30_000;

export interface CapabilityChange {
  identity: string;
  /** The whole text, as the operator approved it. */
  dockerfile: string;
}

export interface CapabilityParts {
  /** The backend that the bottle runs on. */
  backend: Backend;
  /** Where state lives. */
  home: string;
  /** Roots that an image build meets (`readNetwork`). */
  buildRoots: readonly string[];
  report: Report;
  /** Ends the build, and with it the change; what follows the build is not interrupted. */
  signal: AbortSignal;
}

/**
 * Gives a running bottle another image: builds it, keeps the conversation, pushes, writes the Dockerfile and the marker,
 * and ends the bottle, to be resumed. Up to the writing a failure leaves the bottle as it was, and running.
 */
export async function changeCapability(change: CapabilityChange, parts: CapabilityParts): Promise<Outcome> {
  const { identity, dockerfile } = change;
  const { backend, buildRoots, report, signal } = parts;
  const stateDir = join(parts.home, "state", identity);
  const problems = checkDockerfile("Dockerfile", dockerfile);
  if (problems.length > 0) return failed(problems.join("\n"), "Modify the Dockerfile, or reject it");
  let kept: KeptBottle;
  let conversation: boolean;
  try {
    kept = await requireResumable(identity, parts);
    await backend.buildImage({ identity, dockerfile, buildRoots }, { report, signal });
    signal.throwIfAborted();
    const late = AbortSignal.timeout(SNAPSHOT_MS);
    conversation = await saveTranscript(stateDir, backend.snapshot(identity, TRANSCRIPTS, late));
  } catch (error) {
    return unchanged(error);
  }
  const pushed = await pushBranch(backend, identity);
  try {
    await writeImageChange(stateDir, dockerfile);
  } catch (error) {
    return unchanged(error);
  }
  try {
    await endBottle(backend, stateDir, identity);
  } catch (error) {
    return failed(
      `The new image of "${identity}" is built and will be its next one, but the bottle could not be ended: ${wordsOf(error)}`,
      `End it with claude-bottle stop ${identity}, then run ${resumeCommand(identity)}`,
    );
  }
  const said = conversation ? "Its conversation is kept" : "It had no conversation to keep";
  return {
    ok: true,
    changed: `The image of ${identity} was rebuilt and the bottle ended. ${said}. ${pushed}. ${workspaceAfterwards(kept)}`,
    next: resumeCommand(identity),
  };
}

/** The bottle must run, and what resuming it needs must be there: otherwise it would only be ended. */
async function requireResumable(identity: string, { backend, home }: CapabilityParts): Promise<KeptBottle> {
  const entry = (await listStates(home)).find((each) => each.identity === identity);
  const kept = entry === undefined ? null : await readKept(entry);
  if (kept === null || !(await backend.list()).some((each) => each.identity === identity)) {
    throw new BottleError("unknown-identity", `No running bottle of this home is called "${identity}"`, {
      hint: "Look at claude-bottle list; a bottle that has ended cannot change any more",
    });
  }
  if (kept.backend === backend.name) return kept;
  throw new BottleError(
    "usage",
    `"${identity}" runs on the backend "${kept.backend}", not on "${backend.name}"`,
  );
}

function unchanged(error: unknown): Outcome {
  const hint = error instanceof BottleError ? (error.hint ?? null) : null;
  return failed(`The bottle goes on as it was: ${wordsOf(error)}`, hint);
}

function failed(reason: string, hint: string | null): Outcome {
  return { ok: false, reason, hint };
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
