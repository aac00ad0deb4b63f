import { accessSync, constants } from "node:fs";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { getCACertificates } from "node:tls";
import { BottleError, Secret } from "@claude-bottle/shared";
import type { GateStdin } from "@claude-bottle/policy";
import { gitEnvironment } from "../core/git-environment.ts";
import { requireSoundGit } from "../core/git-version.ts";
import type { Limits } from "../core/limits.ts";
import type { PushScanner } from "../core/push-scanner.ts";
import { createControl } from "./control.ts";
import { createFront } from "./front.ts";
import { Gate } from "./gate.ts";
import { listenControl, listenFront, type Log } from "@claude-bottle/shared/service";
import { runGit } from "./run-git.ts";

export interface StartOptions {
  document: GateStdin;
  scanner: PushScanner;
  limits: Limits;
  log: Log;
  now: () => Date;
  /** Directory of git's hooks. */
  hooks: string;
}

export interface Running extends AsyncDisposable {
  readonly gate: Gate;
  /** 0: it listens on a socket in the file system. */
  readonly port: number;
}

/** The system's roots, or Node's own where an image has none, and those of the operator. */
function trusted(extra: readonly string[]): string {
  const system = getCACertificates("system");
  return [...(system.length > 0 ? system : getCACertificates("bundled")), ...extra].join("\n");
}

/** git passes over a hook that it may not run, and a push with it. */
function requireHooks(hooks: string): void {
  for (const name of ["pre-receive", "proc-receive"]) {
    try {
      accessSync(join(hooks, name), constants.X_OK);
    } catch (cause) {
      throw new BottleError("config-invalid", `git cannot run the hook "${join(hooks, name)}"`, {
        hint: "Make it executable",
        cause,
      });
    }
  }
}

function namedCredentials({ config, credentials }: GateStdin): Map<string, Secret> {
  const names = new Set(config.remotes.map(({ name }) => name));
  const stray = credentials.find(({ remote }) => !names.has(remote));
  if (stray !== undefined)
    throw new BottleError(
      "config-invalid",
      `There is a credential for "${stray.remote}", which is no remote`,
      {
        hint: "Name a declared remote",
      },
    );
  return new Map(credentials.map(({ remote, value }) => [remote, new Secret(remote, value)]));
}

/** Serves the agent and the control socket, and says so in the log. @throws {BottleError} `config-invalid` */
export async function start({ document, scanner, limits, log, now, hooks }: StartOptions): Promise<Running> {
  const { config } = document;
  const printed = await runGit({ args: ["version"], env: gitEnvironment([], limits), timeout: limits.ask });
  const git = requireSoundGit(printed.stdout);
  requireHooks(hooks);
  await using held = new AsyncDisposableStack();
  // Beside the control socket, as short and as private as that; what a killed gate left goes
  const run = `${config.control}.d`;
  const removeRun = async (): Promise<void> => await rm(run, { recursive: true, force: true });
  await removeRun();
  await mkdir(run, { mode: 0o700 });
  held.defer(removeRun);
  await mkdir(config.state, { recursive: true });
  const roots = join(run, "roots.pem");
  await writeFile(roots, trusted(config.extra_roots), { mode: 0o600 });
  const credentials = namedCredentials(document);
  const gate = held.use(
    await Gate.open({ config, credentials, scanner, limits, log, now, hooks, run, roots }),
  );
  const control = createControl(gate);
  const front = createFront(gate);
  held.defer(async () => {
    await Promise.all([front.close(), control.close()]);
  });
  await listenControl(control, config.control);
  const port = await listenFront(front, config.listen);
  log.event("ready", { port, git });
  gate.warmUp();
  const open = held.move();
  return {
    gate,
    port,
    [Symbol.asyncDispose]: async () => {
      await open.disposeAsync();
    },
  };
}
