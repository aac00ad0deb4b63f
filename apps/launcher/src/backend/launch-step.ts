import type { Plan } from "../core/plan.ts";
import type { Report, Secrets } from "./backend.ts";

/** Called before each step by its name; what it throws ends the launch there. */
export type Checkpoint = (step: string) => void | Promise<void>;

/** What is to be launched, and who is told. */
export interface Order {
  plan: Plan;
  secrets: Secrets;
  report: Report;
  signal: AbortSignal;
}

/** What every launch under way has, whatever the backend. */
export interface UnderWay extends Order {
  checkpoint: Checkpoint;
  undo: AsyncDisposableStack;
}

/** One step that the person sees, ended at once when the launch is interrupted. */
export async function step<T>(launching: UnderWay, name: string, work: () => Promise<T>): Promise<T> {
  const { signal, report, checkpoint } = launching;
  signal.throwIfAborted();
  await checkpoint(name);
  report({ kind: "begin", step: name });
  const result = await work();
  report({ kind: "done", step: name });
  return result;
}

/** Registers the undo of what was just made; a failure of it is told, and hinders nothing that follows. */
export function onUndo({ undo, report }: UnderWay, what: string, remove: () => Promise<void>): void {
  undo.defer(async () => {
    try {
      await remove();
    } catch (error) {
      const words = error instanceof Error ? error.message : String(error);
      report({ kind: "notice", text: `Could not remove ${what}: ${words}. Run claude-bottle cleanup` });
    }
  });
}
