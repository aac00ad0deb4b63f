import type { Context } from "../cli/context.ts";
import type { Provider } from "./provider.ts";
import type { Shell } from "./shell.ts";

/** Where the demo is played: what depends on the backend. */
interface DemoStage extends AsyncDisposable {
  provider: Provider;
  /** Whether the bottle has one. */
  pipelock: boolean;
  /** How to see it with one. */
  pipelockHint: string;
  /** Everything that is seen from outside of the bottle that the shell runs in; `home`: of the demo. */
  shown(shell: Shell, home: string): Promise<string>;
}

export type OpenStage = (context: Context, gitCredential: string) => Promise<DemoStage>;
