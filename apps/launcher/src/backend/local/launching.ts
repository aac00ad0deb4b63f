import { onUndo, type UnderWay } from "../launch-step.ts";
import type { ClaudeProgram } from "./agent-sandbox.ts";
import type { Machine } from "./machine.ts";
import type { RunPaths } from "./run-paths.ts";
import type { SandboxSpec } from "./sandbox.ts";
import { type Sandbox, startSandbox } from "./start-sandbox.ts";

/** One launch under way. */
export interface Launching extends UnderWay {
  /** What was started so far. */
  sandboxes: Sandbox[];
  machine: Machine;
  paths: RunPaths;
  /** Directory of the sidecars' compiled code. */
  compiled: string;
  cli: ClaudeProgram | null;
  /** Path of pipelock's program; null: the plan has none. */
  pipelock: string | null;
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
