import { BottleError, Secret } from "@claude-bottle/shared";
import type { PlannedEnv } from "./plan.ts";

/** Values of the variables taken from the host; throws naming every one that is not there. */
export function resolveHostEnv(
  env: readonly PlannedEnv[],
  lookup: (variable: string) => string | undefined,
): Map<string, Secret> {
  const values = new Map<string, Secret>();
  const missing: string[] = [];
  for (const entry of env) {
    if (entry.from !== "host") continue;
    const value = lookup(entry.variable);
    if (value === undefined || value === "") missing.push(entry.variable);
    else values.set(entry.name, new Secret(entry.name, value));
  }
  if (missing.length === 0) return values;
  const names = [...new Set(missing)].map((name) => `"${name}"`).join(", ");
  throw new BottleError("env-missing", `The bottle takes ${names} from this machine, where it is not set`, {
    hint: `Export ${[...new Set(missing)].join(" and ")}, or take it out of the bottle's env`,
  });
}

/** Asks for each variable that the manifest leaves open, in order of declaration. */
export async function askForEnv(
  env: readonly PlannedEnv[],
  ask: (question: string) => Promise<string>,
): Promise<Map<string, Secret>> {
  const values = new Map<string, Secret>();
  for (const entry of env) {
    if (entry.from !== "prompt") continue;
    const value = await ask(
      `${entry.question === entry.name ? entry.name : `${entry.question} (${entry.name})`}: `,
    );
    if (value === "") {
      throw new BottleError("env-missing", `No value was given for "${entry.name}"`, {
        hint: "Start again and type or paste the value; it is not shown",
      });
    }
    values.set(entry.name, new Secret(entry.name, value));
  }
  return values;
}

/** Refuses a launch that would have to ask where nobody can answer. */
export function refuseUnanswerable(env: readonly PlannedEnv[], interactive: boolean): void {
  const asked = env.filter((entry) => entry.from === "prompt").map((entry) => entry.name);
  if (interactive || asked.length === 0) return;
  throw new BottleError("terminal-required", `There is no terminal to ask for "${asked.join('", "')}"`, {
    hint: "Start from a terminal, or write ${VARIABLE} in the bottle's env to take the value from this machine",
  });
}
