import fc from "fast-check";
import { expect, test } from "vitest";
import { LineIndex } from "./line-index.ts";
import { locate } from "./location.ts";

/** As gitleaks does it: line by line, for each match. */
function naive(text: string, start: number, end: number): string {
  const feeds = [...text.matchAll(/\n/g)].map(({ index }) => index);
  if (feeds.length === 0) feeds.push(text.length);
  const at = { startLine: 0, endLine: 0, startColumn: 0, endColumn: 0, from: 0, to: 0 };
  let isSet = false;
  let before = 0;
  feeds.forEach((feed, line) => {
    if (before <= start && start < feed) {
      isSet = true;
      Object.assign(at, {
        startLine: line,
        endLine: line,
        startColumn: start - before + 1,
        from: before,
        to: feed,
      });
    }
    if (before < end && end <= feed) Object.assign(at, { endLine: line, endColumn: end - before, to: feed });
    before = feed;
  });
  if (!isSet) {
    const rest = /[\r\n]/.exec(text.slice(end));
    const line = feeds.length;
    const to = rest === null ? text.length : end + rest.index;
    Object.assign(at, {
      startLine: line,
      endLine: line,
      startColumn: start - before + 1,
      endColumn: end - before,
      to,
    });
  }
  return [at.startLine + 1, at.endLine + 1, at.startColumn, at.endColumn, at.from, at.to].join();
}

test("a match lies where gitleaks says it lies", () => {
  const texts = fc.string({ unit: fc.constantFrom("a", "b", "\n", "\r"), minLength: 1, maxLength: 20 });
  fc.assert(
    fc.property(texts, fc.nat(20), fc.integer({ min: 1, max: 20 }), (text, from, length) => {
      const start = Math.min(from, text.length - 1);
      const end = Math.min(start + length, text.length);
      const place = locate(new LineIndex(Buffer.from(text)), { start, end });
      const { startLine, endLine, startColumn, endColumn, line } = place;
      const ours = [startLine, endLine, startColumn, endColumn, line.start, line.end].join();
      expect(ours).toBe(naive(text, start, end));
    }),
    { numRuns: 2000 },
  );
});
