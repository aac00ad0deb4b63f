import { BottleError, IDENTITY_LABEL } from "@claude-bottle/shared";
import { RUNSC, runtimeFor } from "./runtime.ts";
import type { Plan } from "../../core/plan.ts";
import type { Environment } from "../../host/environment.ts";
import { sourceCheck } from "../../pipelock/source-check.ts";
import type { Backend, Check, ControlledService } from "../backend.ts";
import { controlOf } from "./control.ts";
import { engineChecks } from "./checks.ts";
import type { Engine, Labelled } from "./engine-words.ts";
import { imagesFor, type OwnImageFor, ownImageFor } from "./images-for.ts";
import { leftovers, removeBottle, removeLeftover, runningBottles } from "./inventory.ts";
import { readLabels } from "./labels.ts";
import { type LaunchParts, launch } from "./launch.ts";
import { mergedLogs } from "./logs.ts";
import { pipelockOptions } from "./pipelock-options.ts";
import { runInAgent } from "./session.ts";
import { stageFiles } from "./stage.ts";
import { runningPipelock } from "./pipelock-control.ts";
import { snapshotOf } from "./snapshot.ts";

export interface DockerParts extends LaunchParts {
  /** Where pipelock comes from, for `doctor`. */
  pipelock: (refresh: boolean) => Promise<Check>;
  ownImage: OwnImageFor;
}

/** What a backend on this engine works with. */
export function dockerParts(engine: Engine, environment: Environment): DockerParts {
  return {
    engine,
    images: imagesFor(engine, environment),
    ownImage: ownImageFor(engine, environment),
    checkpoint: () => undefined,
    pipelock: (refresh) => sourceCheck({ ...pipelockOptions(engine, environment), refresh }),
  };
}

/** Bottles as containers of a Docker engine. */
export function dockerBackend(parts: DockerParts): Backend {
  const { engine } = parts;
  const ask = controlOf(engine);
  return {
    name: "docker",
    async facts() {
      const { version, runtimes } = await engine.facts();
      return { version, runtimes, runtime: runtimeFor(runtimes) };
    },
    checks: async ({ refresh }) => [...(await engineChecks(engine)), await parts.pipelock(refresh)],
    validate: (plan) => validate(engine, plan),
    taken: (names) => engine.taken(names),
    launch: (plan, secrets, { report, signal }) => launch(parts, { plan, secrets, report, signal }),
    buildImage: (image, launching) => parts.ownImage(image, launching),
    list: () => runningBottles(engine),
    async exec(identity, command, streams) {
      const container = await agentOf(engine, identity);
      return runInAgent(engine, { container, command, environment: {}, streams, stdin: true });
    },
    async *snapshot(identity, directory, signal) {
      yield* snapshotOf(engine, { container: await agentOf(engine, identity), directory, signal });
    },
    async *logs(identity, { service, follow, signal }) {
      const containers = await partsOf(engine, identity);
      if (containers.length === 0) throw unknown(identity);
      const sidecars = containers.filter(({ labels }) => {
        const { part } = readLabels(labels);
        return service === null ? part !== "agent" : part === service;
      });
      yield* mergedLogs(engine, sidecars, { follow, signal });
    },
    async control(identity, service, request) {
      const sidecar = (await partsOf(engine, identity)).find(
        ({ labels }) => readLabels(labels).part === service,
      );
      if (sidecar !== undefined) return ask(sidecar, request);
      throw new BottleError("unknown-identity", `The bottle "${identity}" has no ${service}`, {
        hint: `${inTheManifest[service]}, and start it again`,
      });
    },
    stage: async (identity, files) => stageFiles(engine, await agentOf(engine, identity), files),
    pipelock: async (identity) => runningPipelock({ engine, ask }, await partsOf(engine, identity)),
    stop: (identity) => removeBottle(engine, identity),
    leftovers: () => leftovers(engine),
    remove: (leftover) => removeLeftover(engine, leftover),
  };
}

/** How a bottle comes by a service. */
const inTheManifest = {
  "egress-proxy": "Declare `egress_proxy` in its bottle",
  "git-gate": "Declare a remote under `git` in its bottle",
  supervise: "Write `supervise: true` in its bottle",
} as const satisfies Record<ControlledService, string>;

async function agentOf(engine: Engine, identity: string): Promise<string> {
  const parts = await partsOf(engine, identity);
  const agent = parts.find(({ labels }) => readLabels(labels).part === "agent");
  if (agent === undefined) throw unknown(identity);
  return agent.id;
}

function partsOf(engine: Engine, identity: string): Promise<Labelled[]> {
  return engine.containers(`${IDENTITY_LABEL}=${identity}`);
}

/** How the address of an engine begins that sees this machine's files. */
const LOCAL = "unix://";

/** What only the engine can say of a plan; creates nothing. */
async function validate(engine: Engine, plan: Plan): Promise<void> {
  const { runtimes } = await engine.facts();
  if (plan.mountCwd) {
    throw new BottleError(
      "not-available",
      "The backend docker has no --mount: an engine may be on another machine",
      {
        hint: "Give the agent a copy with --cwd, or use --backend local",
      },
    );
  }
  if (plan.runtime === RUNSC && !runtimes.includes(RUNSC)) {
    throw new BottleError("not-available", `The engine has no runtime "${RUNSC}"`, {
      hint: `Register it with the engine, which has ${runtimes.join(", ")}`,
    });
  }
  if (plan.supervise && !engine.address.startsWith(LOCAL)) {
    throw new BottleError(
      "not-available",
      `The bottle "${plan.bottle}" has supervise, whose queue is a directory of the engine's own machine, and the engine is at ${engine.address}`,
      { hint: "Start it on the engine's machine, or take `supervise` out of the bottle" },
    );
  }
  const { joinNetwork } = plan.network;
  if (joinNetwork !== null && (await engine.taken([joinNetwork])).length === 0) {
    throw new BottleError("settings-invalid", `The engine has no network "${joinNetwork}"`, {
      hint: `Create it with \`docker network create ${joinNetwork}\`, or take it out of the settings`,
    });
  }
}

function unknown(identity: string): BottleError {
  return new BottleError("unknown-identity", `No running bottle is called "${identity}"`, {
    hint: "Use one that `claude-bottle list` names",
  });
}
