import type { Authority } from "../authority.ts";
import type { Live } from "../live.ts";
import type { RequestPlan } from "../request.ts";
import { refuse, type Refusal } from "../refusal.ts";
import { SearchWindow, type View } from "../search/search-window.ts";
import type { Finding, OutgoingScreen, ScreenResult } from "./finding.ts";
import { findingsOf } from "./known-values.ts";

/** Its clients show a 403 as "log in", so what must not leave is refused there with 451. */
const MODEL_API = "api.anthropic.com";

const NOTHING = new Uint8Array(0);

/** Only what ends in bytes that were not looked at before: nothing is reported twice. */
function fresh({ hits, known }: View): Finding[] {
  return findingsOf(hits.filter(({ end }) => end > known));
}

class WindowScreen implements OutgoingScreen {
  readonly blocks: boolean;
  readonly #window: SearchWindow;
  #isStopped = false;

  constructor(live: Live) {
    this.blocks = live.config.dlp_action === "block";
    this.#window = new SearchWindow(live.known);
  }

  push(chunk: Uint8Array): ScreenResult {
    return this.#result(this.#window.push(chunk));
  }

  flush(): ScreenResult {
    return this.#result(this.#window.end());
  }

  inspect(chunk: Uint8Array): Finding[] {
    return fresh(this.#window.push(chunk));
  }

  #result(view: View): ScreenResult {
    if (this.#isStopped) return { pass: NOTHING, findings: [] };
    const findings = fresh(view);
    const { bytes, from, to, hits } = view;
    if (!this.blocks || findings.length === 0) return { pass: bytes.subarray(from, to), findings };
    this.#isStopped = true;
    const end = Math.min(to, ...hits.map(({ start }) => start));
    return { pass: end > from ? bytes.subarray(from, end) : NOTHING, findings };
  }
}

/** Screens what follows the head of an allowed request: its body, or the frames after an upgrade. */
export function outgoingScreen(live: Live, _plan: RequestPlan): OutgoingScreen {
  return new WindowScreen(live);
}

/** How a finding is told; 451 on the model API. */
export function refuseFinding(plan: { authority: Authority }, finding: Finding): Refusal {
  const { host } = plan.authority;
  return refuse("known-value", {
    what: `the request to ${host} holds the value of ${finding.name}, which must not leave the bottle`,
    fix: "Take the value out of the request; a credential belongs into a route of the bottle, which puts it in by itself",
    status: host === MODEL_API ? 451 : 403,
  });
}
