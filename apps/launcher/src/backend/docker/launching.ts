import type { Report, Secrets } from "../backend.ts";
import type { Plan } from "../../core/plan.ts";
import { type Claimed, claim } from "./claim.ts";
import type { ContainerSpec, Engine } from "./engine-words.ts";
import type { NetworkRole } from "./topology.ts";

/** Called before each step by its name; what it throws ends the launch there. */
export type Checkpoint = (step: string) => void | Promise<void>;

/** One launch under way. */
export interface Launching {
  engine: Engine;
  plan: Plan;
  secrets: Secrets;
  report: Report;
  signal: AbortSignal;
  checkpoint: Checkpoint;
  undo: AsyncDisposableStack;
  /** Name of each network once it is there. */
  networks: Map<NetworkRole, string>;
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

/** Creates a container under the first free name and registers its undo. */
export async function createContainer(launching: Launching, spec: ContainerSpec): Promise<Claimed<string>> {
  const { engine } = launching;
  await launching.checkpoint(`create ${spec.name}`);
  const claimed = await claim(spec.name, async (name) => {
    const id = await engine.createContainer({ ...spec, name });
    onUndo(launching, `the container "${name}"`, () => engine.removeContainer(id));
    return id;
  });
  await launching.checkpoint(`created ${spec.name}`);
  return claimed;
}

export function networkName({ networks }: Launching, role: NetworkRole): string {
  const name = networks.get(role);
  if (name === undefined) throw new Error(`The ${role} network is not there yet`);
  return name;
}
