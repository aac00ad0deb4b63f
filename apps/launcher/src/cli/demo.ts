import { randomBytes } from "node:crypto";
import { type DemoHome, demoAgent, demoVariables, writeDemoHome } from "../demo/demo-home.ts";
import { openDockerStage } from "../demo/docker-stage.ts";
import { openLocalStage } from "../demo/local-stage.ts";
import { type DemoCanaries, runDemo } from "../demo/run-demo.ts";
import { type Shell, shellOn } from "../demo/shell.ts";
import type { Environment } from "../host/environment.ts";
import { pickBackend } from "./backend.ts";
import { defineCommand } from "./command.ts";
import type { Context } from "./context.ts";
import { createOperator } from "../operator/create-operator.ts";
import { start } from "./start.ts";

export const demo = defineCommand({
  name: "demo",
  summary: "Show a real bottle at work against a stand-in provider on this machine",
  arguments: [],
  flags: {},
  async run(_invocation, context) {
    const canaries: DemoCanaries = {
      token: `demo-token-${randomBytes(16).toString("hex")}`,
      git: `demo-token-${randomBytes(16).toString("hex")}`,
      known: `demo-value-${randomBytes(16).toString("hex")}`,
    };
    const { backend, because } = await pickBackend(context);
    if (because !== null) context.err(`${because}\n`);
    const open = backend.name === "local" ? openLocalStage : openDockerStage;
    await using undo = new AsyncDisposableStack();
    const stage = undo.use(await open(context, `demo:${canaries.git}`));
    const { provider, pipelock } = stage;
    const home = undo.use(await writeDemoHome(provider, pipelock));
    const ended = Promise.withResolvers<number>();
    const shell = shellOn(`demo-${randomBytes(8).toString("hex")}`, () => ended.promise);
    const inside = demoContext(context, home, { canaries, shell });
    start
      .execute([demoAgent, "--yes", "--backend", backend.name, "--", "bash"], inside)
      .then(ended.resolve, ended.reject);
    const failed = await runDemo({
      shell,
      provider,
      operator: createOperator(inside),
      canaries,
      shown: () => stage.shown(shell, home.home),
      say: (line) => context.out(`${line}\n`),
    });
    shell.end();
    await ended.promise;
    const leg = pipelock ? "pipelock" : `egress-proxy itself; ${stage.pipelockHint}`;
    context.out(
      [
        "",
        `The last leg was ${leg}.`,
        "The demo's agent is gone with its home: `explain` takes one of yours.",
        failed === 0
          ? "Everything above was observed, by the provider or in the bottle."
          : `${failed} of these were not observed.`,
        "",
      ].join("\n"),
    );
    return failed === 0 ? 0 : 1;
  },
});

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
