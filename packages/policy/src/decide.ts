import { contentCoding } from "./headers/content-coding.ts";
import { framing } from "./headers/framing.ts";
import { headFacts, type HeadFacts } from "./headers/head-facts.ts";
import { requestHeaders } from "./headers/request-headers.ts";
import { isGitPush, isLfsBatch } from "./git-push.ts";
import { brokenByInspection } from "./inspected.ts";
import type { Live } from "./live.ts";
import { readings } from "./readings.ts";
import { refuse, type Refusal } from "./refusal.ts";
import type { RequestDecision, RequestFacts } from "./request.ts";
import * as rules from "./rules.ts";
import { screenHead } from "./screen/head.ts";
import { refuseFinding } from "./screen/refuse-finding.ts";
import { parseTarget } from "./target.ts";

export interface Step {
  rule: string;
  outcome: string;
}

/** Takes note of each rule that was asked, for `explain`; absent on the hot path, where no sentence is built. */
type Note = (rule: string, outcome: string) => void;

function refused(refusal: Refusal): RequestDecision {
  return { verdict: "refuse", refusal };
}

function isWebSocket(facts: RequestFacts, head: HeadFacts): boolean {
  return (
    head.upgrade?.trim().toLowerCase() === "websocket" &&
    head.connection?.has("upgrade") === true &&
    facts.httpVersion === "1.1"
  );
}

function judge(live: Live, facts: RequestFacts, note?: Note): RequestDecision {
  const head = headFacts(facts.rawHeaders);
  const { scheme, method } = facts;

  const mismatch = rules.tooManyHeaders(facts) ?? rules.serverNameMismatch(facts);
  if (mismatch !== null) return refused(mismatch);
  const parsed = parseTarget(facts.target, scheme);
  const named = "target" in parsed ? parsed.target.authority : null;
  // a plain request without a readable target has no host that the others could agree with
  if (scheme === "http" && "refusal" in parsed) return refused(parsed.refusal);
  const authority = rules.agreedAuthority(facts, head, named);
  if ("code" in authority) return refused(authority);
  note?.("authority", `every part of the request names ${authority.host}`);

  const framed = framing(head, facts.httpVersion);
  if ("refusal" in framed) return refused(framed.refusal);
  const malformed = rules.unknownMethod(method) ?? rules.unexpected(head);
  if (malformed !== null) return refused(malformed);
  if ("refusal" in parsed) return refused(parsed.refusal);
  note?.("form", `${method} and its target are well formed`);

  const { target } = parsed;
  const ways = readings(target.path);
  const git = { method, readings: ways, query: target.query, types: head.types };
  if (isGitPush(git)) return refused(rules.gitPush(authority.host));
  note?.("git-push", "this is no push");

  const route = live.route(authority.host);
  if (route === null && !live.isListed(authority.host)) return refused(rules.unlistedHost(authority.host));
  note?.("host", route === null ? `${authority.host} is on the allowlist` : `${authority.host} has a route`);
  const closed = rules.otherPort(authority, scheme);
  if (closed !== null) return refused(closed);

  const asked = { host: authority.host, method, path: target.path, readings: ways, query: target.query };
  for (const { id, check } of route?.checks ?? []) {
    const objection = check(asked);
    if (objection !== null) return refused(refuse(id, objection));
    note?.(id, "no objection");
  }

  const isUpgrade = isWebSocket(facts, head);
  if (
    isUpgrade &&
    (method !== "GET" ||
      (framed.body.kind !== "none" && !(framed.body.kind === "length" && framed.body.bytes === 0)))
  )
    return refused(rules.upgradeWithBody());
  const broken = brokenByInspection(live, { authority, scheme, query: target.query, isUpgrade });
  if (broken !== null) return refused(broken);
  const coding = contentCoding(head.contentCodings);
  const hasBody = framed.body.kind !== "none";
  if (coding === undefined && hasBody) return refused(rules.unreadableCoding());

  const warnings = screenHead(live, authority.host, facts);
  const [first] = warnings;
  if (first !== undefined && live.config.dlp_action === "block")
    return refused(refuseFinding({ authority }, first));
  note?.(
    first?.rule ?? "known-value",
    first === undefined ? "nothing in the head must stay here" : `holds ${first.name}; only warned of`,
  );

  const inflate = hasBody ? (coding ?? null) : null;
  const inject = route?.inject ?? null;
  if (inject !== null)
    note?.(
      "credential",
      scheme === "https"
        ? `${inject.header} is put in from ${inject.value.name}`
        : "none: plain http carries no credential",
    );
  const headers = requestHeaders({
    scheme,
    authority,
    rawHeaders: facts.rawHeaders,
    facts: head,
    upgrade: isUpgrade,
    inflated: inflate !== null || !hasBody,
    route,
  });
  return {
    verdict: "forward",
    plan: {
      rule: route === null ? "allowlist" : "route",
      authority,
      scheme,
      method,
      target: target.origin,
      path: target.path,
      headers,
      body: framed.body,
      expectContinue: head.expect !== null && facts.httpVersion === "1.1",
      upgrade: isUpgrade ? "websocket" : null,
      credentialed: inject !== null,
      inflate,
      lfsBatch: isLfsBatch(git),
      warnings,
    },
  };
}

/** May this request leave, and as what? First rule that objects wins; a push over git comes before any route. */
export function decide(live: Live, facts: RequestFacts): RequestDecision {
  return judge(live, facts);
}

// The step names sidecar and rule by itself
const unsigned = (message: string): string => message.replace(/^[a-z-]+ \([a-z-]+\): /, "");

/** The same decision in words, step by step; the last one says what became of the request. */
export function explain(live: Live, facts: RequestFacts): Step[] {
  const steps: Step[] = [];
  const decision = judge(live, facts, (rule, outcome) => steps.push({ rule, outcome }));
  if (decision.verdict === "forward") steps.push({ rule: decision.plan.rule, outcome: "forwarded" });
  else steps.push({ rule: decision.refusal.code, outcome: unsigned(decision.refusal.message) });
  return steps;
}
