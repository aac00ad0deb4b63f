/** What each stable code means to a caller: the process exit status and, where a service answers with it, the HTTP status. */
const CODES = {
  usage: { exit: 2, http: 400 },
  "manifest-invalid": { exit: 1, http: 400 },
  "manifest-missing": { exit: 1, http: 404 },
  "unknown-agent": { exit: 1, http: 404 },
  "unknown-bottle": { exit: 1, http: 404 },
  "unknown-identity": { exit: 1, http: 404 },
  "unknown-backend": { exit: 1, http: 400 },
  "settings-invalid": { exit: 1, http: 400 },
  "not-available": { exit: 1, http: 501 },
  "env-missing": { exit: 1, http: 400 },
  "token-missing": { exit: 1, http: 400 },
  "skill-missing": { exit: 1, http: 404 },
  "file-missing": { exit: 1, http: 404 },
  "key-unusable": { exit: 1, http: 400 },
  "terminal-required": { exit: 1, http: 400 },
  interrupted: { exit: 130, http: 499 },
  "engine-unreachable": { exit: 1, http: 503 },
  "engine-failed": { exit: 1, http: 502 },
  "name-taken": { exit: 1, http: 409 },
  "image-unavailable": { exit: 1, http: 502 },
  "image-build-failed": { exit: 1, http: 502 },
  "sidecar-failed": { exit: 1, http: 502 },
  "provisioning-failed": { exit: 1, http: 502 },
  "pipelock-unavailable": { exit: 1, http: 503 },
  "pipelock-refused": { exit: 1, http: 502 },
  "rules-invalid": { exit: 1, http: 400 },
  "scan-incomplete": { exit: 1, http: 422 },
  "config-invalid": { exit: 1, http: 400 },
  "queue-failed": { exit: 1, http: 503 },
  "unknown-proposal": { exit: 1, http: 404 },
  "not-applied": { exit: 1, http: 409 },
  "audit-broken": { exit: 1, http: 409 },
  internal: { exit: 1, http: 500 },
} as const satisfies Record<string, { exit: number; http: number }>;

export type ErrorCode = keyof typeof CODES;

export const errorCodes = Object.keys(CODES) as ErrorCode[];

export interface BottleErrorOptions {
  /** What to do about it, as an imperative sentence without a full stop. */
  hint?: string;
  cause?: unknown;
  /** In place of the code's own: 128 and the signal's number, where a signal ended the work. */
  exitStatus?: number;
}

/**
 * Every failure that a person or another program is told about.
 * `message` says what could not be done and quotes the value (never a secret, only its name).
 */
export class BottleError extends Error {
  readonly code: ErrorCode;
  readonly hint: string | undefined;
  readonly exitStatus: number;

  constructor(code: ErrorCode, message: string, options: BottleErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = "BottleError";
    this.code = code;
    this.hint = options.hint;
    this.exitStatus = options.exitStatus ?? CODES[code].exit;
  }

  get httpStatus(): number {
    return CODES[this.code].http;
  }
}
