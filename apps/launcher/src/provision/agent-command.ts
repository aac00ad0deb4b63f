import type { Plan } from "../core/plan.ts";
import { PROMPT_FILE } from "./provision.ts";

/** What a session runs: the plan's own command, or the agent's CLI. */
export function agentCommand(plan: Plan): string[] {
  if (plan.command !== null) return plan.command;
  const continues = plan.resumes !== null && plan.resumes.transcript !== null;
  return [
    "claude",
    // The bottle is the boundary: what the agent may do is decided outside of it
    "--dangerously-skip-permissions",
    ...(continues ? ["--continue"] : []),
    // A conversation carries the prompt that it began with, and the agent's file may have changed since
    ...(continues && plan.prompt !== "" ? ["--system-prompt-snapshot", "off"] : []),
    ...(plan.prompt === "" ? [] : ["--append-system-prompt-file", PROMPT_FILE]),
    ...(plan.model === null ? [] : ["--model", plan.model]),
    ...(plan.turn === null ? [] : ["-p", plan.turn]),
  ];
}

/** Whether there is something to run that needs nobody at a keyboard. */
export function hasTask(plan: Plan): boolean {
  return plan.command !== null || plan.turn !== null;
}

/** Whether the session's stdin is closed from the start: a headless turn waits for a silent one. */
export function readsStdin(plan: Plan): boolean {
  return plan.command !== null || plan.turn === null;
}
