import { refuse, type Authority, type Refusal } from "@claude-bottle/policy";

/** Ends a request with a refusal that was already put into words. */
export class RefusedError extends Error {
  readonly refusal: Refusal;

  constructor(refusal: Refusal, cause?: unknown) {
    super(refusal.message, { cause });
    this.name = "RefusedError";
    this.refusal = refusal;
  }
}

// https://nodejs.org/api/tls.html#x509-certificate-error-codes
const CERTIFICATE =
  /^(?:CERT_|CRL_|DEPTH_ZERO|ERR_TLS_CERT|HOSTNAME_|INVALID_|PATH_LENGTH|SELF_SIGNED|UNABLE_TO_)/;
const TIMEOUT = /^(?:ETIMEDOUT|UND_ERR_(?:HEADERS|BODY|CONNECT)_TIMEOUT)$/;
const GONE = /^(?:ECONNRESET|EPIPE|UND_ERR_SOCKET)$/;
const INVALID =
  /^(?:HPE_|Z_|ERR_INVALID_CHAR$|UND_ERR_(?:HEADERS_OVERFLOW|RES_|RESPONSE_|NOT_SUPPORTED|INVALID_ARG))/;

const codeOf = (error: unknown): string =>
  error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "";

export const isCertificateError = (error: unknown): boolean => CERTIFICATE.test(codeOf(error));

/** The connection broke; nothing is known of what the other side did with the request. */
export const isGone = (error: unknown): boolean => GONE.test(codeOf(error));

const isParserError = (error: unknown): boolean => error instanceof Error && error.name === "HTTPParserError";

/** Any failure of the last leg as the refusal that the agent gets. */
export function refusalOf(error: unknown, authority: Authority): Refusal {
  if (error instanceof RefusedError) return error.refusal;
  const code = codeOf(error);
  const host = `${authority.host}:${authority.port}`;
  if (TIMEOUT.test(code)) {
    return refuse("upstream-timeout", { what: `${host} did not answer in time`, fix: "Try again later" });
  }
  if (GONE.test(code)) {
    return refuse("upstream-closed", {
      what: `${host} closed the connection before it answered`,
      fix: "Send the request again if it may be repeated",
    });
  }
  if (INVALID.test(code) || isParserError(error)) {
    return refuse("upstream-invalid", {
      what: `The answer of ${host} is not valid HTTP`,
      fix: "Report it to whoever runs that host",
    });
  }
  return refuse("upstream-unreachable", {
    what: `No connection to ${host}${code === "" ? "" : ` (${code})`}`,
    fix: "Check that the host exists and answers",
  });
}
