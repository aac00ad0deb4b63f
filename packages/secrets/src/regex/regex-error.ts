/** A regular expression that is not RE2 syntax, or is larger than allowed. The message quotes the offending part. */
export class RegexError extends Error {
  override name = "RegexError";
}
