import { randomBytes } from "node:crypto";
import { IDENTITY_LABEL, identityOf } from "@claude-bottle/shared";
import { connectionOf } from "../backend/docker/connection.ts";
import { createEngine } from "../backend/docker/engine.ts";
import type { Engine } from "../backend/docker/engine-words.ts";
import { type DemoHome, demoAgent, demoVariables, writeDemoHome } from "../demo/demo-home.ts";
import { startDockerProvider } from "../demo/docker-provider.ts";
import { type DemoCanaries, runDemo } from "../demo/run-demo.ts";
import { type Shell, shellOn } from "../demo/shell.ts";
import type { Environment } from "../host/environment.ts";
import { readNetwork } from "../host/files.ts";
import { openImages } from "../images/images.ts";
import { defineCommand } from "./command.ts";
import type { Context } from "./context.ts";
import { createOperator } from "../operator/create-operator.ts";
import { progressView } from "./progress-view.ts";
import { start } from "./start.ts";

export const demo = defineCommand({
  name: "demo",
  summary: "Show a real bottle at work against a stand-in provider on this machine",
  arguments: [],
  flags: {},
  async run(_invocation, context) {
    const pipelock =
      context.environment.get("CLAUDE_BOTTLE_PIPELOCK_IMAGE") !== undefined ||
      context.environment.get("CLAUDE_BOTTLE_PIPELOCK_BINARY") !== undefined;
    const canaries: DemoCanaries = {
      token: `demo-token-${randomBytes(16).toString("hex")}`,
      git: `demo-token-${randomBytes(16).toString("hex")}`,
      known: `demo-value-${randomBytes(16).toString("hex")}`,
    };
    const engine = createEngine(connectionOf(context.environment));
    await using undo = new AsyncDisposableStack();
    const image = await gateImage(context, engine);
    const name = `claude-bottle-provider-${identityOf(demoAgent, (below) => context.random(below))}`;
    const provider = undo.use(
      await startDockerProvider(engine, {
        name,
        image,
        gitCredential: `demo:${canaries.git}`,
        now: context.now(),
      }),
    );
    const home = undo.use(await writeDemoHome(provider, pipelock));
    const ended = Promise.withResolvers<number>();
    const shell = shellOn(`demo-${randomBytes(8).toString("hex")}`, () => ended.promise);
    const inside = demoContext(context, home, { canaries, shell });
    start.execute([demoAgent, "--yes", "--", "bash"], inside).then(ended.resolve, ended.reject);
    const failed = await runDemo({
      shell,
      provider,
      operator: createOperator(inside),
      canaries,
      shown: () => shownOf(engine, shell),
      say: (line) => context.out(`${line}\n`),
    });
    shell.end();
    await ended.promise;
    context.out(
      `\nThe last leg was ${pipelock ? "pipelock" : "egress-proxy itself; set CLAUDE_BOTTLE_PIPELOCK_IMAGE or CLAUDE_BOTTLE_PIPELOCK_BINARY to see it with pipelock"}.\n`,
    );
    context.out(
      failed === 0
        ? "Everything above was observed by the provider.\n"
        : `${failed} of these were not observed.\n`,
    );
    return failed === 0 ? 0 : 1;
  },
});

/** The image of git-gate, which has the git that the provider serves with. */
async function gateImage(context: Context, engine: Engine): Promise<string> {
  using view = progressView(context);
  const { buildRoots } = await readNetwork(context, context.environment);
  const baseImage = context.environment.get("CLAUDE_BOTTLE_BASE_IMAGE") ?? null;
  const images = await openImages(engine, { baseImage, extraRoots: buildRoots }, view.report);
  return await images.service("git-gate");
}

/** What the engine shows of every container of the bottle that the shell runs in. */
async function shownOf(engine: Engine, shell: Shell): Promise<string> {
  const own = await engine.describe((await shell.run("hostname")).trim());
  const identity = new RegExp(`"${IDENTITY_LABEL}":"([^"]+)"`).exec(own)?.[1] ?? "";
  const containers = await engine.containers(`${IDENTITY_LABEL}=${identity}`);
  return (await Promise.all(containers.map(({ id }) => engine.describe(id)))).join("\n");
}

/** The same command line, in the demo's home, with the demo's secrets as variables of the host. */
function demoContext(
  context: Context,
  { home, cwd }: DemoHome,
  { canaries, shell }: { canaries: DemoCanaries; shell: Shell },
): Context {
  const values: Readonly<Record<string, string>> = {
    [demoVariables.token]: canaries.token,
    [demoVariables.known]: canaries.known,
    [demoVariables.git]: `demo:${canaries.git}`,
    CLAUDE_BOTTLE_HOME: home,
  };
  const environment: Environment = {
    get: (name) => values[name] ?? context.environment.get(name),
    host: (name) => values[name] ?? context.environment.host(name),
  };
  return {
    ...context,
    environment,
    home,
    cwd,
    terminal: { ...context.terminal, streams: () => shell.streams },
  };
}
