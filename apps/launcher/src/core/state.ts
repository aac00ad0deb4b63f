import { z } from "zod";

/** What is written of a launch before anything is created: enough to find it, list it and start it again. */
export const metadataSchema = z.strictObject({
  identity: z.string().min(1),
  agent: z.string().min(1),
  backend: z.string().min(1),
  cwd: z.string().min(1),
  copy_cwd: z.boolean(),
  /** Absent in what versions without it wrote. */
  mount_cwd: z.boolean().default(false),
  started_at: z.iso.datetime(),
});
export type Metadata = z.infer<typeof metadataSchema>;

/** A bottle that ended and left something to come back to. */
export interface KeptBottle {
  identity: string;
  agent: string;
  backend: string;
  /** Where it was started. */
  cwd: string;
  copyCwd: boolean;
  /** The agent had the directory itself. */
  mountCwd: boolean;
  /** ISO 8601. */
  startedAt: string;
  /** Path of the Dockerfile of an approved change of its image; null: none was approved. */
  dockerfile: string | null;
  /** Directory with the agent's conversations; null: none was kept. */
  transcript: string | null;
}

/** Whether the state of an ended session is kept, and why; null: it is deleted. */
export function keptBecause(ended: { status: number; marked: boolean }): string | null {
  if (ended.marked) return "a change of its image waits for the next start";
  return ended.status === 0 ? null : `the session ended with ${ended.status}`;
}

/** What a person types to come back to a kept bottle. */
export function resumeCommand(identity: string): string {
  return `claude-bottle resume ${identity}`;
}

/** What becomes of the workspace, said wherever a bottle is kept or resumed. */
export function workspaceAfterwards({ cwd, mountCwd }: Pick<KeptBottle, "cwd" | "mountCwd">): string {
  return mountCwd ? `The workspace is ${cwd} itself: what the agent changed there stands` : WORKSPACE_IS_LOST;
}

const WORKSPACE_IS_LOST =
  "The workspace is not kept: what the agent pushed is safe, what it only changed or committed there is lost";
