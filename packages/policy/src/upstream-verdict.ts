import { hostMatches } from "@claude-bottle/manifest/egress";
import type { Live } from "./live.ts";
import { refuse, type Refusal, type RefusalCode } from "./refusal.ts";

export interface UpstreamAnswer {
  /** `connect`: pipelock's answer to our CONNECT; `request`: the answer to a request (also plain http). */
  stage: "connect" | "request";
  /** Host that the request was for. */
  host: string;
  /** The answer can be pipelock's own: its leaf was shown, or the request went to it in absolute form. */
  fromPipelock: boolean;
  status: number;
  rawHeaders: readonly string[];
}

/** Bytes of a body that are enough to tell whose answer it is. */
export const VERDICT_PEEK = 512;

const MODEL_API = "api.anthropic.com";
const WHO = "pipelock";

function header(rawHeaders: readonly string[], wanted: string): string | null {
  for (let index = 0; index < rawHeaders.length; index += 2)
    if (rawHeaders[index]?.toLowerCase() === wanted) return rawHeaders[index + 1] ?? "";
  return null;
}

const isText = (answer: UpstreamAnswer): boolean =>
  (header(answer.rawHeaders, "content-type") ?? "").startsWith("text/plain") &&
  header(answer.rawHeaders, "x-content-type-options") === "nosniff";

/** True: read up to `VERDICT_PEEK` bytes of the body before calling `readUpstreamVerdict`. */
export function mayBeVerdict(answer: UpstreamAnswer): boolean {
  if (answer.stage === "connect") return answer.status < 200 || answer.status > 299;
  if (!answer.fromPipelock) return false;
  if (header(answer.rawHeaders, "x-pipelock-block-reason") !== null) return true;
  if (answer.status === 503) return (header(answer.rawHeaders, "content-type") ?? "").includes("json");
  return [403, 429, 502].includes(answer.status) && isText(answer);
}

interface Reading {
  /** Found in pipelock's sentence. */
  says: RegExp;
  code: RefusalCode;
  what: string;
  fix: string;
  /** What must not leave: 451 on the model API. */
  isLoss?: true;
}

/** pipelock's sentences, told in the same form as our own refusals; `{host}` is put in. First match wins. */
const READINGS: readonly Reading[] = [
  {
    says: /domain not in allowlist/,
    code: "pipelock",
    what: "{host} is not on pipelock's allowlist",
    fix: "Propose it to the operator, who adds it under egress.allowlist",
  },
  {
    says: /DNS resolution error|SSRF check failed/,
    code: "upstream-unreachable",
    what: "the name {host} does not resolve",
    fix: "Check the name",
  },
  {
    says: /SSRF|private\/internal/,
    code: "address",
    what: "{host} has an address that is not on the public internet",
    fix: "Have the operator name it in his configuration of private hosts",
  },
  {
    says: /rate limit/,
    code: "pipelock-rate",
    what: "too many requests to {host} in a short time",
    fix: "Wait a minute",
  },
  {
    says: /secret|DLP match/,
    code: "pipelock",
    what: "the request to {host} holds what looks like a secret",
    fix: "Take it out; if it is none, have the operator remove {host} from egress.inspect",
    isLoss: true,
  },
  {
    says: /max_body_bytes|URL length/,
    code: "pipelock",
    what: "the request to {host} is too large to be scanned",
    fix: "Send less, or have the operator remove {host} from egress.inspect",
  },
  {
    says: /response/,
    code: "pipelock",
    what: "the answer of {host} was refused",
    fix: "Have the operator remove {host} from egress.inspect if the answer is harmless",
  },
  {
    says: /kill_switch/,
    code: "pipelock",
    what: "the operator's kill switch is on",
    fix: "Wait until the operator turns it off",
  },
  {
    says: /too many active tunnels/,
    code: "upstream-unreachable",
    what: "too many connections are open at once",
    fix: "Try again later",
  },
  {
    says: /tunnel dial failed|forward proxy fetch failed|upstream error/,
    code: "upstream-unreachable",
    what: "{host} cannot be reached",
    fix: "Try again later",
  },
];

const OTHERWISE: Reading = {
  says: /^/,
  code: "pipelock",
  what: "the request to {host} was refused",
  fix: "Ask the operator, who finds the reason in pipelock's log",
};

/** On an answer inside a tunnel: does the text begin as pipelock's own do? */
function isVerdict(answer: UpstreamAnswer, body: string): boolean {
  if (!mayBeVerdict(answer)) return false;
  if (answer.stage === "connect" || header(answer.rawHeaders, "x-pipelock-block-reason") !== null)
    return true;
  if (answer.status === 503) return body.includes('"kill_switch_active"');
  if (answer.status === 502)
    return /^(?:upstream error|tunnel dial failed|forward proxy fetch failed)/.test(body);
  return body.startsWith("blocked:") || body.startsWith("authority mismatch: blocked");
}

/**
 * Is this answer pipelock's refusal and not the host's? Then in our own words; null: relay it.
 * An origin could forge the text, so it is believed only where pipelock itself answers, and for the message alone.
 */
export function readUpstreamVerdict(_live: Live, answer: UpstreamAnswer, body: string): Refusal | null {
  if (!isVerdict(answer, body)) return null;
  const text = `${header(answer.rawHeaders, "x-pipelock-block-reason") ?? ""} ${body}`;
  const isGone = answer.status === 502 || answer.status === 504;
  const reading = READINGS.find(({ says }) => says.test(text)) ?? {
    ...OTHERWISE,
    ...(isGone && { code: "upstream-unreachable" as const }),
  };
  const fill = (sentence: string): string => sentence.replaceAll("{host}", answer.host);
  return refuse(reading.code, {
    who: WHO,
    what: fill(reading.what),
    fix: fill(reading.fix),
    ...(reading.isLoss === true && answer.host === MODEL_API && { status: 451 }),
  });
}

/** Which authority must have signed the leaf that a host shows on the last leg; anything else fails closed. */
export function expectedIssuer(live: Live, host: string): "public" | "pipelock" {
  const { upstream } = live.config;
  if (upstream.via === "direct") return "public";
  return upstream.passthrough.some((pattern) => hostMatches(pattern, host)) ? "public" : "pipelock";
}
