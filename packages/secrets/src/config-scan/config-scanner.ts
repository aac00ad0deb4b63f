import { decodeText, plainText } from "../decode/decode-text.ts";
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
import { TextScan } from "./text-scan.ts";

/** `over budget` says nothing of what is in the buffer: it must be refused. */
export type ScanResult =
  | { kind: "scanned"; detections: readonly ConfigDetection[] }
  | { kind: "over budget"; reason: string };

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
    this.#budget.allow(STEPS_AT_LEAST + STEPS_PER_BYTE * bytes.length);
    try {
      const found = this.#findAll(new ScanContext(bytes, options));
      const kept = dropGeneric(found, this.#budget);
      return { kind: "scanned", detections: kept.map(({ detection }) => detection) };
    } catch (error) {
      if (!(error instanceof OverBudget)) throw error;
      return { kind: "over budget", reason: error.message };
    }
  }

  #findAll(context: ScanContext): Found[] {
    const found: Found[] = [];
    const { origin, options, bytes } = context;
    if (origin !== undefined) {
      if (options.path !== undefined && options.path !== "" && options.path === this.#config.path)
        return found;
      if (this.#allowlists.some((list) => list.excusesOrigin(origin))) return found;
    }
    const tools = {
      rules: this.#rules,
      everywhere: this.#everywhere,
      allowlists: this.#allowlists,
      index: this.#index,
      budget: this.#budget,
      mostDetections: MOST_DETECTIONS,
    };
    const keywords = new Uint8Array(this.#index.keywordCount);
    let text: DecodedText | undefined = plainText(bytes);
    for (let depth = 0; text !== undefined; depth += 1) {
      found.push(...new TextScan(tools, new Pass(context, text), keywords).run());
      text =
        depth < (options.decodeDepth ?? 0) ? decodeText(text, options.extraEncodings === true) : undefined;
    }
    return found;
  }
}
