import { demoSteps, sweepScript } from "./demo-steps.ts";
import { type Provider, providerHosts, providerUpstream } from "./provider.ts";
import type { Operator } from "../operator/operator.ts";
import { approveNext } from "./approve-next.ts";
import type { Shell } from "./shell.ts";

export interface DemoCanaries {
  token: string;
  known: string;
  git: string;
}

export interface DemoRun {
  /** In the bottle, as the agent. */
  shell: Shell;
  provider: Provider;
  /** Decides as the operator would; what waits in this home is the demo's. */
  operator: Pick<Operator, "look" | "changes" | "approve">;
  /** The real tokens and the value that may not leave. */
  canaries: DemoCanaries;
  /** Everything that the engine shows of the bottle. */
  shown: () => Promise<string>;
  say: (line: string) => void;
}

/** Runs each step in the bottle and says whether it was observed; gives the number of those that were not. */
export async function runDemo({ shell, provider, operator, canaries, shown, say }: DemoRun): Promise<number> {
  let failed = 0;
  const redact = (text: string): string =>
    Object.entries(canaries).reduce((all, [name, value]) => all.replaceAll(value, `[${name}]`), text);
  const verdict = (title: string, observed: boolean, evidence: string): void => {
    say(`${observed ? "✓" : "✗"} ${title}`);
    if (observed) return;
    failed += 1;
    say(redact(evidence).replaceAll(/^/gm, "    "));
  };
  for (const step of demoSteps(providerUpstream(provider))) {
    const before = (await provider.records()).length;
    let output = await shell.run(step.script);
    if (step.approved !== undefined) {
      await approveNext(operator);
      output += await shell.run(step.approved);
    }
    const all = (await provider.records()).slice(before);
    const records = all.filter(({ host }) => host !== providerHosts.git);
    const pushes = all.filter(
      ({ host, path }) => host === providerHosts.git && path.endsWith("/git-receive-pack"),
    );
    const observed = step.observed({ output, records, pushes, token: canaries.token });
    verdict(step.title, observed, `${output}\nprovider: ${JSON.stringify(all)}`);
  }
  const swept = await shell.run(sweepScript);
  const { known, token, git } = canaries;
  const inAgent = swept.includes(known) && !swept.includes(token) && !swept.includes(git);
  verdict(
    "neither token is anywhere in the agent: environment, processes, files",
    inAgent,
    swept.slice(0, 2000),
  );
  const engine = await shown();
  const hidden = engine !== "" && Object.values(canaries).every((value) => !engine.includes(value));
  verdict(
    "neither they nor the agent's own secret is in anything that is seen of the bottle from outside",
    hidden,
    "see what the engine, or this machine, shows of it",
  );
  return failed;
}
