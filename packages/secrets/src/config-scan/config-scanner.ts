import { decodings } from "../decode/decode-text.ts";
import type { DecodedText } from "../decode/segment.ts";
import type { GitleaksConfig } from "../gitleaks/gitleaks-config.ts";
import { OverBudget, StepBudget } from "../regex/step-budget.ts";
import { AllowlistTest } from "./allowlist-test.ts";
import type { ConfigDetection } from "./config-detection.ts";
import { dropGeneric } from "./drop-generic.ts";
import type { Found } from "./found.ts";
import { LiteralIndex } from "./literal-index.ts";
import { ruleMatcher, type RuleMatcher } from "./rule-matcher.ts";
import { Pass, ScanContext } from "./scan-context.ts";
import type { ScanOptions } from "./scan-options.ts";
import { type ScanTools, TextScan } from "./text-scan.ts";

/** `over budget` says nothing of what is in the buffer: it must be refused. */
export type ScanResult =
  | { kind: "scanned"; detections: readonly ConfigDetection[] }
  | { kind: "over budget"; reason: string };

/** The scan of one buffer. */
export interface ConfigRun {
  add(text: DecodedText): void;
  end(): ScanResult;
}

/** What ordinary text needs is far below one step per byte. */
const STEPS_PER_BYTE = 256;
const STEPS_AT_LEAST = 2 ** 22;
const MOST_DETECTIONS = 10_000;

/** Scans buffers by the rules of one configuration. It keeps its automata between scans, and of the buffers nothing. */
export class ConfigScanner {
  readonly #config: GitleaksConfig;
  readonly #budget = new StepBudget();
  readonly #rules: readonly RuleMatcher[];
  readonly #everywhere: readonly number[];
  readonly #allowlists: readonly AllowlistTest[];
  readonly #index: LiteralIndex;

  constructor(config: GitleaksConfig) {
    this.#config = config;
    this.#rules = [...config.rules.values()].map((rule) => ruleMatcher(rule, this.#budget));
    this.#everywhere = this.#rules.flatMap(({ content }, index) =>
      content?.anchors === undefined ? [index] : [],
    );
    this.#allowlists = config.allowlists.map((list) => new AllowlistTest(list, this.#budget));
    const required = new Set(this.#rules.flatMap(({ rule }) => rule.required.map(({ id }) => id)));
    this.#index = new LiteralIndex(this.#rules, ({ rule }) => !rule.skipReport || required.has(rule.id));
  }

  /** Steps that the last scan took: bytes looked at by automata, and what it took to make their states. */
  get steps(): number {
    return this.#budget.steps;
  }

  scan(bytes: Uint8Array, options: ScanOptions = {}): ScanResult {
    const run = this.begin(bytes, options);
    for (const text of decodings(bytes, options)) run.add(text);
    return run.end();
  }

  /** Begins with one buffer, whose texts are handed in by the caller: as it is, then decoded ever further. */
  begin(bytes: Uint8Array, options: ScanOptions = {}): ConfigRun {
    this.#budget.allow(STEPS_AT_LEAST + STEPS_PER_BYTE * bytes.length);
    const context = new ScanContext(bytes, options);
    const keywords = new Uint8Array(this.#index.keywordCount);
    const found: Found[] = [];
    let refusal: OverBudget | undefined;
    const within = (work: () => void): void => {
      if (refusal !== undefined) return;
      try {
        work();
      } catch (error) {
        if (!(error instanceof OverBudget)) throw error;
        refusal = error;
      }
    };
    let isExcused = false;
    within(() => (isExcused = this.#isExcused(context)));
    return {
      add: (text) =>
        within(() => {
          if (isExcused) return;
          for (const one of new TextScan(this.#tools, new Pass(context, text), keywords).run())
            found.push(one);
        }),
      end: () => {
        let kept: readonly Found[] = [];
        within(() => (kept = dropGeneric(found, this.#budget)));
        if (refusal !== undefined) return { kind: "over budget", reason: refusal.message };
        return { kind: "scanned", detections: kept.map(({ detection }) => detection) };
      },
    };
  }

  /** Whether all that comes from a place is excused: by path or commit, where that counts. */
  excusesOrigin(options: ScanOptions): boolean {
    return this.#isExcused(new ScanContext(new Uint8Array(0), options));
  }

  get #tools(): ScanTools {
    return {
      rules: this.#rules,
      everywhere: this.#everywhere,
      allowlists: this.#allowlists,
      index: this.#index,
      budget: this.#budget,
      mostDetections: MOST_DETECTIONS,
    };
  }

  #isExcused({ origin, options }: ScanContext): boolean {
    if (origin === undefined) return false;
    if (options.path !== undefined && options.path !== "" && options.path === this.#config.path) return true;
    return this.#allowlists.some((list) => list.excusesOrigin(origin));
  }
}
