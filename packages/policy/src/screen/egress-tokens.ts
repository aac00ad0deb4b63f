import { nativeRules, NativeTable, type Hit, type NativeRule, type Verdict } from "@claude-bottle/secrets";

/** Told by a name that is public, or written to be shown: in web pages, signed URLs and every tutorial. */
const PUBLIC = new Set([
  "aws-access-key-id",
  "alibaba-access-key-id",
  "alibaba-session-key-id",
  "exoscale-key",
  "google-api-key",
  "new-relic-browser-key",
  "stripe-test-key",
  "yandex-static-key",
]);

const isBase64Mark = (byte: number | undefined): boolean => byte === 0x2b || byte === 0x2f;

/**
 * A prefix of letters and digits occurs by chance in the base64 of any image, once in some hundred megabytes; there
 * `+` or `/` stands at one end of the token.
 */
function outsideOfBase64(rule: NativeRule): NativeRule {
  return {
    ...rule,
    reach: { before: Math.max(1, rule.reach.before), after: rule.reach.after + 1 },
    verify(hit: Hit): Verdict {
      const verdict = rule.verify(hit);
      if (typeof verdict === "string" || /[^A-Za-z0-9]/.test(hit.literal)) return verdict;
      if (verdict.end === hit.bytes.length && !hit.isEnd) return "more";
      const isData = isBase64Mark(hit.bytes[verdict.start - 1]) || isBase64Mark(hit.bytes[verdict.end]);
      return isData ? "no" : verdict;
    },
  };
}

/**
 * Tokens that must not leave to a host that they do not belong to: of a provider, so that there is such a host, and
 * told by their own form. What only its context tells, and what belongs to no host (a JSON Web Token, a private
 * key, a password in a file), is in too many honest requests to be refused here; git-gate looks for it.
 */
export const egressTokens = new NativeTable(
  nativeRules
    .filter(({ id, audience, confidence }) => audience.length > 0 && confidence !== "low" && !PUBLIC.has(id))
    .map(outsideOfBase64),
);
