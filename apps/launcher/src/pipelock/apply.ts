import type { PipelockControl } from "./control.ts";
import { listingAnswer, listingExpectations } from "./listing.ts";
import { reload, type ReloadOptions } from "./reload.ts";
import { reloadable } from "./reloadable.ts";

/** Not watched by pipelock, so that it can be checked beside the live file. */
const CANDIDATE = "candidate.yaml";
const PATIENCE_MS = 2_000;

type AllowlistChange =
  | { outcome: "applied" }
  /** More than the allowlist differs: pipelock must start anew, which cuts every tunnel. */
  | { outcome: "restart-needed" }
  /** The old rules hold. `restored` false: nobody confirmed that they do. */
  | { outcome: "refused"; reason: string; restored: boolean };

export interface LiveAllowlist {
  /** The file that pipelock was last seen to run with. */
  current(): string;
  /**
   * Replaces the file of the running pipelock, reads the change back, and puts the old file back where it is not
   * confirmed. Changes wait for each other. Tunnels that are open keep the rules they were opened under.
   */
  change(yaml: string): Promise<AllowlistChange>;
}

/** The allowlist of one running pipelock; `patienceMs` is how long to wait for its word, twice. */
export function liveAllowlist(
  control: PipelockControl,
  running: string,
  patienceMs: number = PATIENCE_MS,
): LiveAllowlist {
  let current = running;
  let last: Promise<unknown> = Promise.resolve();
  const apply = async (yaml: string): Promise<AllowlistChange> => {
    if (yaml === current) return { outcome: "applied" };
    if (!reloadable(current, yaml)) return { outcome: "restart-needed" };
    const objection = await checked(control, yaml);
    if (objection !== null) return { outcome: "refused", reason: objection, restored: true };
    const reason = await put(control, {
      from: current,
      to: yaml,
      options: { patienceMs, ignoreRefusals: false },
    });
    if (reason === null) {
      current = yaml;
      return { outcome: "applied" };
    }
    // A bad file left in place would stop the next start.
    const objectionToOld = await put(control, {
      from: yaml,
      to: current,
      options: { patienceMs, ignoreRefusals: true },
    });
    return { outcome: "refused", reason, restored: objectionToOld === null };
  };
  return {
    current: () => current,
    change(yaml) {
      const result = last.then(() => apply(yaml));
      last = result.catch(() => undefined);
      return result;
    },
  };
}

async function checked(control: PipelockControl, yaml: string): Promise<string | null> {
  await control.put(CANDIDATE, yaml);
  const { ok, says } = await control.check(CANDIDATE);
  return ok ? null : says;
}

interface Replacement {
  from: string;
  to: string;
  options: ReloadOptions;
}

/** Null once the change is confirmed, else why it is not. */
async function put(control: PipelockControl, { from, to, options }: Replacement): Promise<string | null> {
  try {
    const said = await reload(control, to, options);
    if (said.verdict === "failed") return said.reason;
    // The same file twice in a row is logged once: where somebody can ask, silence is no failure.
    if (control.ask === null)
      return said.verdict === "loaded" ? null : "it did not say that it took the file";
    for (const [name, listed] of listingExpectations(from, to)) {
      const body = await control.ask(name);
      const answer = listingAnswer(body);
      if (answer !== (listed ? "listed" : "not listed"))
        return `it answers for "${name}": ${answer === "unclear" ? body.slice(0, 200).trim() : answer}`;
    }
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
