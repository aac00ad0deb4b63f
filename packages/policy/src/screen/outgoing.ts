import { HeldBytes, type Detection, type ScreenStream } from "@claude-bottle/secrets";
import type { Live } from "../live.ts";
import type { RequestPlan } from "../request.ts";
import { FindingLog } from "./finding-log.ts";
import type { Finding, OutgoingScreen, ScreenResult } from "./finding.ts";

const NOTHING = new Uint8Array(0);

class HoldingScreen implements OutgoingScreen {
  readonly blocks: boolean;
  readonly #stream: ScreenStream;
  readonly #held = new HeldBytes();
  readonly #log = new FindingLog();
  #isStopped = false;

  constructor(live: Live, host: string) {
    this.blocks = live.config.dlp_action === "block";
    this.#stream = live.screen.stream(host);
  }

  push(chunk: Uint8Array): ScreenResult {
    const { detections, openFrom } = this.#stream.push(chunk);
    return this.#result(chunk, detections, openFrom);
  }

  flush(): ScreenResult {
    return this.#result(NOTHING, this.#stream.end(), 0);
  }

  inspect(chunk: Uint8Array): Finding[] {
    return this.#log.fresh(this.#stream.inspect(chunk));
  }

  #result(chunk: Uint8Array, detections: readonly Detection[], openFrom: number): ScreenResult {
    if (this.#isStopped) return { pass: NOTHING, findings: [] };
    const before = this.#held.length;
    const bytes = this.#held.followedBy(chunk);
    const findings = this.#log.fresh(detections);
    const [first] = detections;
    if (!this.blocks || first === undefined)
      return { pass: this.#held.hold(bytes, before + openFrom), findings };
    this.#isStopped = true;
    return { pass: bytes.subarray(0, Math.max(0, before + first.secret.start)), findings };
  }
}

/** Screens what follows the head of an allowed request: its body, or the frames after an upgrade. */
export function outgoingScreen(live: Live, plan: RequestPlan): OutgoingScreen {
  return new HoldingScreen(live, plan.authority.host);
}
