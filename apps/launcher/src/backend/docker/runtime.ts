/** gVisor's runtime: a kernel of the agent's own. */
export const RUNSC = "runsc";

/** What an agent runs under: gVisor where the engine has it. */
export function runtimeFor(runtimes: readonly string[]): string {
  return runtimes.includes(RUNSC) ? RUNSC : "runc";
}
