import { BottleError } from "@claude-bottle/shared";
import type { Backend, RunningBottle } from "../backend/backend.ts";
import { namedBackend } from "../core/choose-backend.ts";
import { listStates } from "../host/state-files.ts";
import type { Context } from "./context.ts";

/** The backend of a command: the flag, then the variable, then the first that answers. */
export async function chooseBackend(context: Context, flag?: string): Promise<Backend> {
  const known = Object.keys(context.backends);
  const name = namedBackend({ flag, variable: context.environment.get("CLAUDE_BOTTLE_BACKEND") }, known);
  if (name !== null) return make(context, name);
  const all = known.map((each) => make(context, each));
  for (const backend of all.slice(0, -1)) {
    const answers = await backend.facts().then(
      () => true,
      () => false,
    );
    if (answers) return backend;
  }
  const last = all.at(-1);
  if (last === undefined) throw new BottleError("unknown-backend", "This build has no backend");
  return last;
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
