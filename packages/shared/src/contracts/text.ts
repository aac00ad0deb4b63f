import { z } from "zod";

// C0 and C1 controls besides tab and line feed, and direction marks: they would rewrite what a terminal shows of a text.
const UNSHOWABLE = /[^\P{Cc}\t\n]|[\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/u;

/** Text of an agent or an operator that is shown to the other: at most `longest` characters, nothing that hides what it says. */
export function plainText(longest: number): z.ZodString {
  return z
    .string()
    .max(longest, `expected at most ${longest} characters`)
    .refine(
      (text) => !UNSHOWABLE.test(text),
      "expected text without control characters and direction marks (line ends as a single line feed)",
    );
}

/** SHA-256 of a text in UTF-8, in lower-case hexadecimal digits. */
export const digestSchema = z.string().regex(/^[0-9a-f]{64}$/, "expected a SHA-256 in hexadecimal digits");

/** ISO 8601 in UTC with milliseconds, as `Date.prototype.toISOString` writes it. */
export const timeSchema = z.iso.datetime({ precision: 3 });
