import { demoSteps, sweepScript } from "./demo-steps.ts";
import type { Provider } from "./provider.ts";
import type { Shell } from "./shell.ts";

export interface DemoRun {
  /** In the bottle, as the agent. */
  shell: Shell;
  provider: Provider;
  /** The real token and the value that may not leave. */
  canaries: { token: string; known: string };
  /** Everything that the engine shows of the bottle. */
  shown: () => Promise<string>;
  say: (line: string) => void;
}

/** Runs each step in the bottle and says whether it was observed; gives the number of those that were not. */
export async function runDemo({ shell, provider, canaries, shown, say }: DemoRun): Promise<number> {
  let failed = 0;
  const redact = (text: string): string =>
    text.replaceAll(canaries.token, "[token]").replaceAll(canaries.known, "[value]");
  const verdict = (title: string, observed: boolean, evidence: string): void => {
    say(`${observed ? "✓" : "✗"} ${title}`);
    if (observed) return;
    failed += 1;
    say(redact(evidence).replaceAll(/^/gm, "    "));
  };
  for (const step of demoSteps) {
    const before = (await provider.records()).length;
    const output = await shell.run(step.script);
    const records = (await provider.records()).slice(before);
    const observed = step.observed({ output, records, token: canaries.token });
    verdict(step.title, observed, `${output}\nprovider: ${JSON.stringify(records)}`);
  }
  const swept = await shell.run(sweepScript);
  const inAgent = swept.includes(canaries.known) && !swept.includes(canaries.token);
  verdict("the token is nowhere in the agent: environment, processes, files", inAgent, swept.slice(0, 2000));
  const engine = await shown();
  const hidden = engine !== "" && Object.values(canaries).every((value) => !engine.includes(value));
  verdict(
    "neither it nor the agent's own secret is in anything that the engine shows",
    hidden,
    "see docker inspect",
  );
  return failed;
}
