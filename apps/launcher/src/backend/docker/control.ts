import type { ControlAnswer, ControlRequest } from "../backend.ts";
import { ControlClient, type ControlWaits } from "./control-client.ts";
import type { Engine, Labelled } from "./engine-words.ts";

const usualWaits: ControlWaits = { lingerMs: 250, patienceMs: 30_000 };

/** Asks a sidecar on its control socket. */
export type AskControl = (
  sidecar: Pick<Labelled, "id" | "name">,
  request: ControlRequest,
) => Promise<ControlAnswer>;

/** Has the sidecars' own clients ask their control sockets, so that no socket of theirs is reachable from outside. */
export function controlOf(engine: Pick<Engine, "exec">, waits: Partial<ControlWaits> = {}): AskControl {
  const clients = new Map<string, ControlClient>();
  return async (sidecar, request) => {
    const known = clients.get(sidecar.id);
    const client = known ?? new ControlClient(engine, sidecar, { ...usualWaits, ...waits });
    if (known === undefined) {
      clients.set(sidecar.id, client);
      void client.ended.then(() => clients.delete(sidecar.id));
    }
    return await client.ask(request);
  };
}
