import { homedir } from "node:os";
import { join } from "node:path";
import { BottleError, bottleNames } from "@claude-bottle/shared";
import type { Plan } from "../../core/plan.ts";
import type { Environment } from "../../host/environment.ts";
import { assetRoot } from "../../images/assets.ts";
import type { Backend } from "../backend.ts";
import { bubblewrapVersion, localChecks } from "./checks.ts";
import { claudeProgram } from "./claude-program.ts";
import { runInSandbox } from "./command-session.ts";
import { askControl } from "./control.ts";
import { CONTROL_SOCKET } from "./inside-paths.ts";
import { isThere, leftovers, removeBottle, removeLeftover, runningBottles, takenNames } from "./inventory.ts";
import { type LaunchParts, launch } from "./launch.ts";
import { mergedLogs } from "./logs.ts";
import { machineFor, readMachine } from "./machine.ts";
import { pipelockProgram } from "./pipelock-program.ts";
import { tryNamespaces } from "./namespaces.ts";
import { checkLive } from "./pipelock-check.ts";
import { runningPipelock } from "./pipelock-control.ts";
import { snapshotOf } from "./snapshot.ts";
import { stageFiles } from "./stage.ts";
import { exists } from "../../host/files.ts";
import { runPaths } from "./run-paths.ts";
import { validate } from "./validate.ts";

/** What the backend on this machine works with. */
export function localParts(environment: Environment): LaunchParts {
  const home = environment.get("CLAUDE_BOTTLE_HOME") ?? join(homedir(), ".claude-bottle");
  const runs = join(home, "run");
  return {
    runs,
    compiled: join(home, "compiled"),
    assets: assetRoot(),
    machine: machineFor,
    cli: () => claudeProgram(environment.host("PATH") ?? ""),
    pipelock: () => pipelockProgram(environment),
    taken: (names) => takenNames(runs, names),
    checkpoint: () => undefined,
  };
}

/** Bottles as processes in namespaces of their own, without any engine. */
export function localBackend(parts: LaunchParts): Backend {
  const { runs } = parts;
  const pathsOf = async (identity: string) => {
    if (await isThere(runs, identity)) return runPaths(runs, identity);
    throw new BottleError("unknown-identity", `No running bottle is called "${identity}"`, {
      hint: "Use one that `claude-bottle list` names",
    });
  };
  return {
    name: "local",
    async facts() {
      const machine = await readMachine();
      const [version] = await Promise.all([bubblewrapVersion(machine.bubblewrap), tryNamespaces(machine)]);
      return { version, runtimes: ["bubblewrap"], runtime: "bubblewrap" };
    },
    checks: () => localChecks(parts),
    validate: (plan: Plan) => validate(parts, plan),
    taken: (names) => takenNames(runs, names),
    launch: (plan, secrets, { report, signal }) => launch(parts, { plan, secrets, report, signal }),
    list: () => runningBottles(runs),
    async exec(identity, command, streams) {
      const { commands } = await pathsOf(identity);
      return await runInSandbox(commands, { command, environment: {}, streams, stdin: true });
    },
    async buildImage({ identity }) {
      throw new BottleError("not-available", `"${identity}" runs on the backend local, which has no images`, {
        hint: "Install what the agent needs on this machine, or start it on the backend docker",
      });
    },
    async *snapshot(identity, directory, signal) {
      const { commands } = await pathsOf(identity);
      yield* snapshotOf({ commands, directory, signal });
    },
    stage: async (identity, files) => stageFiles(await pathsOf(identity), files),
    async pipelock(identity) {
      const paths = await pathsOf(identity);
      return await runningPipelock({
        paths,
        name: bottleNames(identity).sidecar.pipelock,
        hasEgressProxy: await exists(paths.sidecar("egress-proxy").control),
        check: (file) => checkLive({ ...parts, paths, identity }, file),
      });
    },
    async *logs(identity, wanted) {
      yield* mergedLogs((await pathsOf(identity)).logs, wanted);
    },
    async control(identity, service, request) {
      const { control } = (await pathsOf(identity)).sidecar(service);
      if (!(await exists(control))) {
        throw new BottleError("unknown-identity", `The bottle "${identity}" has no ${service}`, {
          hint: "Declare what it is for in the bottle, and start it again",
        });
      }
      return await askControl(join(control, CONTROL_SOCKET), request);
    },
    stop: (identity) => removeBottle(runs, identity),
    leftovers: () => leftovers(runs),
    remove: (leftover) => removeLeftover(leftover),
  };
}
