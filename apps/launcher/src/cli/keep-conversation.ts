import type { Backend, Report } from "../backend/backend.ts";
import { saveTranscript } from "../host/transcript-files.ts";
import { TRANSCRIPTS } from "../provision/provision.ts";

const SNAPSHOT_MS = 30_000;

/** Takes the conversation out of a bottle that is still there; what goes wrong is told, and hinders no teardown. */
export async function keepConversation(
  backend: Backend,
  { identity, stateDir }: { identity: string; stateDir: string },
  report: Report,
): Promise<void> {
  const step = "Keep the conversation";
  report({ kind: "begin", step });
  try {
    const late = AbortSignal.timeout(SNAPSHOT_MS);
    await saveTranscript(stateDir, backend.snapshot(identity, TRANSCRIPTS, late));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    report({ kind: "notice", text: `The conversation up to here could not be kept: ${why}` });
  }
  report({ kind: "done", step });
}
