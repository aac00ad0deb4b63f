import { BottleError } from "@claude-bottle/shared";
import type { Backend, RunningBottle } from "../backend/backend.ts";
import { namedBackend } from "../core/choose-backend.ts";
import { listStates } from "../host/state-files.ts";
import type { Context } from "./context.ts";

/** A backend, and why it is not the first one; null when it is, or was named. */
interface Choice {
  backend: Backend;
  because: string | null;
}

/** The backend of a command: the flag, then the variable, then the first that answers; where none does, the first one tells why. */
export async function pickBackend(context: Context, flag?: string): Promise<Choice> {
  const [first, ...others] = candidates(context, flag);
  if (first === undefined) throw new BottleError("unknown-backend", "This build has no backend");
  if (others.length === 0) return { backend: first, because: null };
  const silence = await silenceOf(first);
  if (silence === null) return { backend: first, because: null };
  for (const backend of others) {
    if ((await silenceOf(backend)) === null)
      return { backend, because: `The backend ${first.name} is not used: ${silence}` };
  }
  return { backend: first, because: null };
}

export async function chooseBackend(context: Context, flag?: string): Promise<Backend> {
  return (await pickBackend(context, flag)).backend;
}

/** Every backend that may hold bottles: the named one, or all that answer. */
export async function reachableBackends(context: Context, flag?: string): Promise<Backend[]> {
  const all = candidates(context, flag);
  if (all.length === 1) return all;
  const silences = await Promise.all(all.map(silenceOf));
  const answering = all.filter((_, index) => silences[index] === null);
  return answering.length > 0 ? answering : all.slice(0, 1);
}

function candidates(context: Context, flag: string | undefined): Backend[] {
  const known = Object.keys(context.backends);
  const name = namedBackend({ flag, variable: context.environment.get("CLAUDE_BOTTLE_BACKEND") }, known);
  return (name === null ? known : [name]).map((each) => make(context, each));
}

/** Why a backend cannot be used here, in its own words; null when it can. */
async function silenceOf(backend: Backend): Promise<string | null> {
  return await backend.facts().then(
    () => null,
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  );
}

/** The running bottle of that identity and the backend that it was started on. */
export async function findRunning(
  context: Context,
  identity: string,
): Promise<{ backend: Backend; bottle: RunningBottle }> {
  const state = (await listStates(context.home)).find((entry) => entry.identity === identity);
  const backend = await chooseBackend(context, state?.metadata?.backend);
  const running = await backend.list();
  const bottle = running.find((each) => each.identity === identity);
  if (bottle !== undefined) return { backend, bottle };
  throw new BottleError("unknown-identity", `No running bottle is called "${identity}"`, {
    hint:
      running.length === 0
        ? "Nothing is running; start an agent with claude-bottle start <agent>"
        : `Use one of: ${running.map((each) => each.identity).join(", ")}`,
  });
}

function make(context: Context, name: string): Backend {
  const backend = context.backends[name];
  if (backend === undefined) throw new BottleError("unknown-backend", `No backend is called "${name}"`);
  return backend(context.environment);
}
