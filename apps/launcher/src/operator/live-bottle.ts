import { type EgressInForce, egressInForceSchema } from "@claude-bottle/policy";
import { type LiveState, liveStateSchema } from "@claude-bottle/shared/contracts";
import { BottleError } from "@claude-bottle/shared";
import { z } from "zod";
import type { Backend, ControlledService, RunningPipelock } from "../backend/backend.ts";
import { NO_HOST } from "../pipelock/hosts.ts";
import { allowlistOf } from "../pipelock/reloadable.ts";
import { type Asked, askIfThere, askSidecar } from "./ask-sidecar.ts";

/** What a bottle may reach, and who sees to it. */
export interface Reach {
  /** null: pipelock is the agent's own proxy. */
  egress: EgressInForce | null;
  pipelock: RunningPipelock | null;
  allowlist: string[];
}

const gateStatusSchema = z.object({ waivers: z.array(z.string()) });

/** A running bottle. What is in force is asked of its sidecars each time; nothing is remembered. */
export class LiveBottle {
  readonly identity: string;
  readonly backend: Backend;

  constructor(identity: string, backend: Backend) {
    this.identity = identity;
    this.backend = backend;
  }

  /** One of its sidecars, to ask it. */
  sidecar(service: ControlledService): Asked {
    return { backend: this.backend, identity: this.identity, service };
  }

  async egress(): Promise<EgressInForce | null> {
    const said = await askIfThere(this.sidecar("egress-proxy"), { method: "GET", path: "/config" });
    return said === null ? null : egressInForceSchema.parse(said);
  }

  async reach(): Promise<Reach> {
    const [egress, pipelock] = await Promise.all([this.egress(), this.backend.pipelock(this.identity)]);
    if (egress === null && pipelock === null)
      throw new BottleError("unknown-identity", `Nothing watches what "${this.identity}" may reach`, {
        hint: "Look with claude-bottle list whether all of it runs",
      });
    const allowlist =
      egress?.config.allowlist ?? allowlistOf(pipelock?.running ?? "").filter((host) => host !== NO_HOST);
    return { egress, pipelock, allowlist };
  }

  /** Fingerprints that git-gate lets pass. */
  async waivers(): Promise<string[]> {
    const said = await askSidecar(this.sidecar("git-gate"), { method: "GET", path: "/status" });
    return gateStatusSchema.parse(said).waivers;
  }

  /** What supervise holds for the truth; null: the bottle has none. */
  async told(): Promise<LiveState | null> {
    const said = await askIfThere(this.sidecar("supervise"), { method: "GET", path: "/live" });
    return said === null ? null : liveStateSchema.parse(said);
  }
}
