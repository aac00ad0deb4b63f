import type { Plan } from "../../core/plan.ts";
import type { Report, Secrets } from "../backend.ts";
import type { ClaudeProgram } from "./agent-sandbox.ts";
import type { Machine } from "./machine.ts";
import type { RunPaths } from "./run-paths.ts";
import type { SandboxSpec } from "./sandbox.ts";
import { type Sandbox, startSandbox } from "./start-sandbox.ts";

/** Called before each step by its name; what it throws ends the launch there. */
export type Checkpoint = (step: string) => void | Promise<void>;

/** One launch under way. */
export interface Launching {
  plan: Plan;
  secrets: Secrets;
  report: Report;
  signal: AbortSignal;
  checkpoint: Checkpoint;
  undo: AsyncDisposableStack;
  /** What was started so far. */
  sandboxes: Sandbox[];
  machine: Machine;
  paths: RunPaths;
  cli: ClaudeProgram | null;
  /** Path of pipelock's program; null: the plan has none. */
  pipelock: string | null;
}

/** One step that the person sees, ended at once when the launch is interrupted. */
export async function step<T>(launching: Launching, name: string, work: () => Promise<T>): Promise<T> {
  const { signal, report, checkpoint } = launching;
  signal.throwIfAborted();
  await checkpoint(name);
  report({ kind: "begin", step: name });
  const result = await work();
  report({ kind: "done", step: name });
  return result;
}

/** Registers the undo of what was just made; a failure of it is told, and hinders nothing that follows. */
export function onUndo({ undo, report }: Launching, what: string, remove: () => Promise<void>): void {
  undo.defer(async () => {
    try {
      await remove();
    } catch (error) {
      const words = error instanceof Error ? error.message : String(error);
      report({ kind: "notice", text: `Could not remove ${what}: ${words}. Run claude-bottle cleanup` });
    }
  });
}

/** Starts a part of the bottle, whose end is its undo; its log is `<part>.log`. */
export async function startPart(
  launching: Launching,
  spec: SandboxSpec,
  { part, input }: { part: string; input: string | null },
): Promise<Sandbox & { log: string }> {
  const { machine, paths, checkpoint } = launching;
  await checkpoint(`start ${spec.name}`);
  const log = `${paths.logs}/${part}.log`;
  const sandbox = await startSandbox(machine, spec, { log, input });
  launching.sandboxes.push(sandbox);
  onUndo(launching, `the process "${spec.name}"`, () => sandbox.kill());
  await checkpoint(`started ${spec.name}`);
  return { ...sandbox, log };
}
