import { join } from "node:path";
import { BottleError, Secret } from "@claude-bottle/shared";
import type { Plan } from "../../core/plan.ts";
import type { PipelockLaunch } from "../../pipelock/launch-spec.ts";
import { RELAY } from "./inside-paths.ts";
import type { Machine } from "./machine.ts";
import type { RunPaths } from "./run-paths.ts";
import type { Mount, SandboxSpec } from "./sandbox.ts";
import { sidecarSandbox } from "./sidecar-sandbox.ts";

/** Where it lies in its sandbox. */
export const PIPELOCK_PROGRAM = "/opt/claude-bottle/pipelock";
const PROCESSES = 256;

interface PipelockParts {
  plan: Pick<Plan, "names" | "detach">;
  machine: Machine;
  paths: RunPaths;
  /** Path of its program; null: the plan has none. */
  pipelock: string | null;
  assets: string;
  launch: Pick<PipelockLaunch, "directory" | "files" | "env">;
}

/** Its configuration lies on the host, where a change of it is put; what is secret of it is in no file. */
export function pipelockSandbox({ pipelock, assets, launch, ...parts }: PipelockParts): SandboxSpec {
  if (pipelock === null) throw new BottleError("internal", "The plan has no pipelock");
  const secrets = launch.files.flatMap(({ name, content }): Mount[] =>
    content instanceof Secret
      ? [{ kind: "secret", text: content.reveal(), target: `${launch.directory}/${name}` }]
      : [],
  );
  const spec = sidecarSandbox({
    ...parts,
    name: "pipelock",
    app: join(assets, "docker/pipelock"),
    processes: PROCESSES,
    etc: { hosts: "" },
    mounts: [
      { kind: "read-only", source: parts.paths.configuration, target: launch.directory },
      { kind: "read-only", source: pipelock, target: PIPELOCK_PROGRAM },
      { kind: "read-only", source: join(assets, "apps/launcher/dist/relay.mjs"), target: RELAY },
      ...secrets,
    ],
  });
  return { ...spec, environment: { PATH: spec.environment["PATH"] ?? "", ...launch.env } };
}
