import { type Encoding, ENCODINGS } from "../decode/encoding.ts";
import { overlapping, type Segment, toOriginal } from "../decode/segment.ts";
import type { Span } from "../detection.ts";
import { OverBudget } from "../regex/step-budget.ts";
import type { AllowlistTest, Candidate } from "./allowlist-test.ts";
import { entropy } from "./entropy.ts";
import type { Found } from "./found.ts";
import { locate } from "./location.ts";
import type { RuleMatcher } from "./rule-matcher.ts";
import type { Pass } from "./scan-context.ts";

const LINE_FEED = 10;

/** A match to what is reported of it; undefined if it is too plain, excused, or was seen before it was decoded. */
export function assessMatch(
  matcher: RuleMatcher,
  match: Span,
  { pass, allowlists }: { pass: Pass; allowlists: readonly AllowlistTest[] },
): Found | undefined {
  const { text, context } = pass;
  const { rule } = matcher;
  const segments = overlapping(text.segments, match);
  if (text.depth > 0 && segments.length === 0) return undefined;

  const trimmed = withoutLineFeeds(text.bytes, match);
  const secretSpan = findSecret(matcher, trimmed, text.bytes);
  const secret = text.bytes.subarray(secretSpan.start, secretSpan.end);
  const bits = entropy(secret);
  if (rule.entropy !== 0 && bits <= rule.entropy) return undefined;

  // gitleaks places a match with its first line feeds but without its last ones
  const placed =
    text.depth > 0
      ? toOriginal(text, match)
      : { start: match.start, end: match.start + trimmed.end - trimmed.start };
  const place = locate(context.lines, placed);
  const line = { start: place.line.start, end: Math.max(place.line.end, placed.end) };
  if (context.options.allowComments === true && context.comments.isIn(line)) return undefined;

  const current = text.depth > 0 ? lineOf(segments, pass) : line;
  const candidate: Candidate = {
    secret,
    match: text.bytes.subarray(trimmed.start, trimmed.end),
    lineMatches: (list) => pass.lineMatches(list, current),
    origin: context.origin,
  };
  if ([...allowlists, ...matcher.allowlists].some((list) => list.excuses(candidate))) return undefined;

  const { startLine, endLine, startColumn, endColumn } = place;
  const encodings = encodingsOf(segments);
  const tags = encodings.map((encoding) => `decoded:${encoding}`);
  if (text.depth > 0) tags.push(`decode-depth:${text.depth}`);
  return {
    secret,
    detection: {
      ruleId: rule.id,
      kind: "config",
      name: rule.description,
      secret: text.depth > 0 ? toOriginal(text, secretSpan) : secretSpan,
      match: text.depth > 0 ? placed : trimmed,
      tags: [...rule.tags, ...tags],
      startLine,
      endLine,
      startColumn,
      endColumn,
      entropy: bits,
      encodings,
      decodeDepth: text.depth,
      digest: context.options.digest?.(secret),
    },
  };
}

function withoutLineFeeds(bytes: Uint8Array, { start, end }: Span): Span {
  let [from, to] = [start, end];
  while (from < to && bytes[from] === LINE_FEED) from += 1;
  while (to > from && bytes[to - 1] === LINE_FEED) to -= 1;
  return { start: from, end: to };
}

/** The group that is the secret, in the match read again by itself, as gitleaks does. */
function findSecret({ rule, content }: RuleMatcher, match: Span, bytes: Uint8Array): Span {
  if (content === undefined || content.regex.groups === 0) return match;
  const found = content.groups.find(bytes.subarray(match.start, match.end));
  if (found === "too large") throw new OverBudget(`a match of ${match.end - match.start} bytes`);
  if (found === "none") return match;
  const group =
    rule.secretGroup > 0
      ? (found[rule.secretGroup - 1] ?? { start: 0, end: 0 })
      : found.find((span) => span !== undefined && span.end > span.start);
  return group === undefined ? match : { start: match.start + group.start, end: match.start + group.end };
}

/** The lines on which segments lie, from the line feed before. */
function lineOf(segments: readonly Segment[], { lines }: Pass): Span {
  const start = segments[0]?.decoded.start ?? 0;
  const end = segments.at(-1)?.decoded.end ?? 0;
  const before = lines.before(start + 1);
  return { start: before === 0 ? 0 : lines.feed(before - 1), end: lines.feed(lines.before(end)) };
}

function encodingsOf(segments: readonly Segment[]): Encoding[] {
  const all = segments.reduce((bits, segment) => bits | segment.encodings, 0);
  return ENCODINGS.filter((_, bit) => (all & (1 << bit)) !== 0);
}
