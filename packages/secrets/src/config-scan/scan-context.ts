import type { DecodedText } from "../decode/segment.ts";
import type { Span } from "../detection.ts";
import type { AllowlistTest, Origin } from "./allowlist-test.ts";
import { CommentIndex } from "./comment-index.ts";
import { LineIndex } from "./line-index.ts";
import type { ScanOptions } from "./scan-options.ts";

/** What is the same for all rules while one buffer is scanned. */
export class ScanContext {
  readonly bytes: Uint8Array;
  readonly options: ScanOptions;
  readonly path: Uint8Array;
  /** Undefined where it excuses nothing. */
  readonly origin: Origin | undefined;
  readonly lines: LineIndex;
  readonly comments: CommentIndex;

  constructor(bytes: Uint8Array, options: ScanOptions) {
    this.bytes = bytes;
    this.options = options;
    this.path = Buffer.from(options.path ?? "");
    const commit = (options.commit ?? "").toLowerCase();
    this.origin = options.pathAllowlists === true ? { path: this.path, commit } : undefined;
    this.lines = new LineIndex(bytes);
    this.comments = new CommentIndex(bytes);
  }
}

/** One text to be scanned: the buffer as it is, or decoded. */
export class Pass {
  readonly context: ScanContext;
  readonly text: DecodedText;
  readonly lines: LineIndex;
  readonly #answers = new Map<AllowlistTest, Map<string, boolean>>();

  constructor(context: ScanContext, text: DecodedText) {
    this.context = context;
    this.text = text;
    this.lines = text.depth === 0 ? context.lines : new LineIndex(text.bytes);
  }

  /** Whether an allowlist's expressions match a line; asked once for each line. */
  lineMatches(list: AllowlistTest, { start, end }: Span): boolean {
    const answers = this.#answers.get(list) ?? new Map<string, boolean>();
    this.#answers.set(list, answers);
    const key = `${start}:${end}`;
    let answer = answers.get(key);
    if (answer === undefined) {
      answer = list.regexesMatch(this.text.bytes.subarray(start, end));
      answers.set(key, answer);
    }
    return answer;
  }
}
