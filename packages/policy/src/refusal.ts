/** Every way a request ends here, with its status and whether the connection must end with it. */
const REFUSALS = {
  "authority-malformed": { status: 400, closes: true },
  "authority-mismatch": { status: 421, closes: false },
  framing: { status: 400, closes: true },
  malformed: { status: 400, closes: true },
  "too-large": { status: 431, closes: true },
  "method-unknown": { status: 400, closes: true },
  target: { status: 400, closes: true },
  expectation: { status: 417, closes: false },
  "content-coding": { status: 415, closes: false },
  "body-too-large": { status: 413, closes: true },
  timeout: { status: 408, closes: true },
  upgrade: { status: 400, closes: false },
  "git-push": { status: 403, closes: false },
  host: { status: 403, closes: false },
  port: { status: 403, closes: false },
  path: { status: 403, closes: false },
  method: { status: 403, closes: false },
  "credential-in-query": { status: 403, closes: false },
  "known-value": { status: 403, closes: false },
  "provider-token": { status: 403, closes: false },
  address: { status: 403, closes: false },
  pipelock: { status: 403, closes: false },
  "pipelock-rate": { status: 429, closes: false },
  "upstream-unreachable": { status: 502, closes: false },
  "upstream-closed": { status: 502, closes: false },
  "upstream-invalid": { status: 502, closes: false },
  "upstream-certificate": { status: 502, closes: false },
  "upstream-not-intercepted": { status: 502, closes: false },
  "upstream-coding": { status: 502, closes: false },
  "upstream-timeout": { status: 504, closes: false },
} as const satisfies Record<string, { status: number; closes: boolean }>;

export type RefusalCode = keyof typeof REFUSALS;

export interface Refusal {
  code: RefusalCode;
  /** HTTP status; never 401, 407 or, for a rule of ours, 429 or 5xx: clients log in or retry on those. */
  status: number;
  /** `who (rule): what. What to do.` on one line, without query, header values or body. */
  message: string;
  /** The last sentence of `message` by itself. */
  fix: string;
  /** True: nothing more may be read from this connection. */
  closes: boolean;
}

export interface RefusalText {
  /** Who refuses; default `egress-proxy`. */
  who?: string;
  /** What was refused, without a full stop. */
  what: string;
  /** What to do, as an imperative without a full stop. */
  fix: string;
  status?: number;
}

const CONTROL = /[^\x20-\x7e]+/g;

export function refuse(code: RefusalCode, text: RefusalText): Refusal {
  const { status, closes } = REFUSALS[code];
  const who = text.who ?? "egress-proxy";
  return {
    code,
    status: text.status ?? status,
    message: `${who} (${code}): ${text.what}. ${text.fix}.`.replace(CONTROL, " "),
    fix: `${text.fix}.`.replace(CONTROL, " "),
    closes,
  };
}

export interface RefusalClient {
  userAgent: string | null;
  accept: string | null;
}

/** git shows a body to its user only when it is plain text; everything else gets the shape of a model API's error. */
function wantsText(client: RefusalClient): boolean {
  return (
    /^(?:git|git-lfs|JGit|go-git)\//i.test(client.userAgent ?? "") || /x-git-/i.test(client.accept ?? "")
  );
}

export function refusalResponse(
  refusal: Refusal,
  client: RefusalClient,
): { status: number; headers: string[]; body: string } {
  const { code, message, fix, status } = refusal;
  const isText = wantsText(client);
  const error = { type: "permission_error", message, code, fix };
  const body = isText ? `${message}\n` : `${JSON.stringify({ type: "error", error })}\n`;
  const headers = [
    "Content-Type",
    isText ? "text/plain; charset=utf-8" : "application/json",
    "Content-Length",
    String(Buffer.byteLength(body)),
    "Cache-Control",
    "no-store",
    "X-Claude-Bottle-Block",
    code,
  ];
  if (refusal.closes) headers.push("Connection", "close");
  return { status, headers, body };
}
