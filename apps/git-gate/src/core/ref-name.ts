const PLAIN = /^refs\/(?:heads|tags|notes)\/[^\p{Cc} ~^:?*[\\\uFFFD]+$/u;
const BAD_PART = /^$|^\.|\.$|\.lock$/;
const LONGEST = 1000;

/**
 * Whether a push may name this ref at all: a branch, a tag or notes, spelt as git-check-ref-format(1) asks and in UTF-8.
 */
export function isPushableRef(name: string): boolean {
  if (name.length > LONGEST || !PLAIN.test(name) || name.includes("..") || name.includes("@{")) return false;
  return !name.split("/").some((part) => BAD_PART.test(part));
}
