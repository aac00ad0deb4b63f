/** Where the interceptor's certificate lies in the agent, named as `update-ca-certificates` wants it. */
export const CA_CERTIFICATE = "/usr/local/share/ca-certificates/claude-bottle-mitm-ca.crt";
/** Every root that the agent trusts, the interceptor's among them. */
export const CA_BUNDLE = "/etc/ssl/certs/ca-certificates.crt";

/**
 * What makes each client trust the interceptor. Those that replace a client's whole trust point at the bundle, the one
 * that adds to it at the certificate alone.
 */
export const trustVariables = {
  NODE_EXTRA_CA_CERTS: CA_CERTIFICATE,
  SSL_CERT_FILE: CA_BUNDLE,
  REQUESTS_CA_BUNDLE: CA_BUNDLE,
  CURL_CA_BUNDLE: CA_BUNDLE,
  GIT_SSL_CAINFO: CA_BUNDLE,
  PIP_CERT: CA_BUNDLE,
  CARGO_HTTP_CAINFO: CA_BUNDLE,
  AWS_CA_BUNDLE: CA_BUNDLE,
  DENO_TLS_CA_STORE: "system",
} as const;
