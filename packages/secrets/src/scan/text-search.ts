import { CommentIndex } from "../config-scan/comment-index.ts";
import type { ConfigDetection } from "../config-scan/config-detection.ts";
import { ConfigScanner } from "../config-scan/config-scanner.ts";
import { LineIndex } from "../config-scan/line-index.ts";
import type { ScanOptions } from "../config-scan/scan-options.ts";
import { decodings } from "../decode/decode-text.ts";
import type { Detection, Span } from "../detection.ts";
import { redacted } from "../redacted.ts";
import { OverBudget } from "../regex/step-budget.ts";
import { Coverage } from "./coverage.ts";
import type { Place } from "./finding.ts";
import type { Hit } from "./hit.ts";
import { oneOfEach, oneOfOverlapping } from "./one-of-each.ts";
import { OwnSearch } from "./own-search.ts";
import { DECODE_DEPTH, type ScannerOptions } from "./scanner-options.ts";

/** A detection and where it lies in the text; lines and columns from 1. */
export interface Located {
  detection: Detection;
  /** How often the text was decoded to find it. */
  depth: number;
  redacted: string;
  startLine: number;
  endLine: number;
  startColumn: number;
  digest: string | undefined;
}

/** Whether a finding is of this part of a text: it begins there, or it comes from a part that was decoded and reaches into it. */
export function isOwn({ detection: { match }, depth, startLine }: Located, own: Span): boolean {
  if (startLine === 0) return own.start === 0;
  return depth === 0
    ? match.start >= own.start && match.start < own.end
    : match.start < own.end && match.end > own.start;
}

export type TextResult =
  | { kind: "scanned"; found: readonly Located[] }
  | { kind: "over budget"; reason: string };

/** All detectors over one text, which is decoded once for all of them. */
export class TextSearch {
  readonly #options: ScannerOptions;
  readonly #own: OwnSearch;
  readonly #config: ConfigScanner | undefined;

  constructor(options: ScannerOptions) {
    this.#options = options;
    this.#own = new OwnSearch(options.known, options.rules);
    this.#config = options.config && new ConfigScanner(options.config);
  }

  find(bytes: Uint8Array, place: Place): TextResult {
    const { decodeDepth = DECODE_DEPTH, extraEncodings = true, policy, digest } = this.#options;
    const scanOptions: ScanOptions = {
      ...policy,
      ...(place.isPath === false ? {} : { path: place.file }),
      ...(place.commit === undefined ? {} : { commit: place.commit }),
      ...(digest === undefined ? {} : { digest }),
    };
    try {
      const run = this.#config?.begin(bytes, scanOptions);
      const own: Hit[] = [];
      for (const text of decodings(bytes, { decodeDepth, extraEncodings })) {
        for (const hit of this.#own.find(text)) own.push(hit);
        run?.add(text);
      }
      const result = run?.end() ?? { kind: "scanned", detections: [] };
      if (result.kind === "over budget") return result;
      return { kind: "scanned", found: this.#put(bytes, { own, ofConfig: result.detections, scanOptions }) };
    } catch (error) {
      if (!(error instanceof OverBudget)) throw error;
      return { kind: "over budget", reason: error.message };
    }
  }

  /** One finding for each secret: the configuration's rules have what the others did not find. */
  #put(
    bytes: Uint8Array,
    found: { own: readonly Hit[]; ofConfig: readonly ConfigDetection[]; scanOptions: ScanOptions },
  ): Located[] {
    const { own, ofConfig, scanOptions } = found;
    if (own.length === 0 && ofConfig.length === 0) return [];
    const lines = new LineIndex(bytes);
    const isExcused = this.#excuses(bytes, lines, scanOptions);
    const counted = own.filter((hit) => !isExcused(hit));
    const kept = oneOfEach(counted);
    const covered = Map.groupBy(counted, ({ depth }) => depth);
    const coverage = new Map(
      [...covered].map(([depth, hits]) => [depth, new Coverage(hits.map(({ inText }) => inText))]),
    );
    const others = ofConfig.filter(
      ({ decodeDepth, inText }) => coverage.get(decodeDepth)?.hasMost(inText) !== true,
    );
    const config = this.#options.rules.length === 0 ? others : oneOfOverlapping(others);
    return [
      ...kept.map(({ detection, depth, secret }) => ({
        detection,
        depth,
        redacted: detection.kind === "known" ? "…" : redacted(secret),
        startLine: lines.before(detection.match.start) + 1,
        endLine: lines.before(Math.max(detection.match.start, detection.match.end - 1)) + 1,
        startColumn: columnOf(lines, detection.match),
        digest: this.#options.digest?.(secret),
      })),
      ...config.map((detection) => ({
        detection,
        depth: detection.decodeDepth,
        redacted: detection.redacted,
        startLine: detection.startLine,
        endLine: detection.endLine,
        startColumn: detection.startLine === 0 ? 0 : columnOf(lines, detection.match),
        digest: detection.digest,
      })),
    ];
  }

  /** What the operator's switches say of a hit that is not certain. */
  #excuses(bytes: Uint8Array, lines: LineIndex, options: ScanOptions): (hit: Hit) => boolean {
    const isOriginExcused = this.#config?.excusesOrigin(options) ?? false;
    const comments = new CommentIndex(bytes);
    return ({ isCertain, detection: { match } }) => {
      if (isCertain) return false;
      return isOriginExcused || (options.allowComments === true && comments.isIn(lineOf(lines, match)));
    };
  }
}

function lineOf(lines: LineIndex, { start, end }: Span): Span {
  const before = lines.before(start);
  return { start: before === 0 ? 0 : lines.feed(before - 1), end: lines.feed(lines.before(end)) };
}

/** In bytes, from 1. */
function columnOf(lines: LineIndex, { start }: Span): number {
  const before = lines.before(start);
  return before === 0 ? start + 1 : start - lines.feed(before - 1);
}
