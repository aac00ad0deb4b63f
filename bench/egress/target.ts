import type { SecureContext } from "node:tls";

/** How the load reaches the upstream: straight, or by CONNECT through a proxy on the same machine. */
export interface Target {
  name: string;
  /** Port on 127.0.0.1 that is dialled. */
  port: number;
  /** What CONNECT asks for; absent: there is no proxy. */
  authority?: string;
  /** What the certificate that is shown must be signed by. */
  trust: SecureContext;
  /** What the load claims to be allowed with; a proxy replaces it. */
  token: string;
  /** The process whose time and memory count. */
  pid?: number;
}
