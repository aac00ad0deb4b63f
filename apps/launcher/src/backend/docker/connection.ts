import { BottleError } from "@claude-bottle/shared";
import type { Environment } from "../../host/environment.ts";

/** How an engine is reached; certificate files are read by the caller. */
export type Connection =
  | { kind: "socket"; path: string }
  | { kind: "http" | "https"; host: string; port: number; certificates: string | null }
  | { kind: "ssh"; host: string; port: number; user: string; agent: string };

const DEFAULT_SOCKET = "/var/run/docker.sock";

/** Reads the usual variables of Docker's own client: DOCKER_HOST, DOCKER_TLS_VERIFY, DOCKER_CERT_PATH. */
export function connectionOf(environment: Environment): Connection {
  const host = environment.get("DOCKER_HOST") ?? "";
  if (host === "") return { kind: "socket", path: DEFAULT_SOCKET };
  if (host.startsWith("unix://")) {
    return { kind: "socket", path: host.slice("unix://".length) || DEFAULT_SOCKET };
  }
  const url = URL.parse(host.includes("://") ? host : `tcp://${host}`);
  if (url === null || url.hostname === "") throw unusable(host);
  const hostname = url.hostname.replaceAll(/^\[|\]$/g, "");
  if (url.protocol === "ssh:") {
    return {
      kind: "ssh",
      host: hostname,
      port: Number(url.port || 22),
      user: url.username,
      agent: environment.host("SSH_AUTH_SOCK") ?? "",
    };
  }
  if (!["tcp:", "http:", "https:"].includes(url.protocol)) throw unusable(host);
  const certificates = environment.get("DOCKER_CERT_PATH") ?? null;
  const verified = environment.get("DOCKER_TLS_VERIFY") !== undefined;
  const kind = url.protocol === "https:" || verified ? "https" : "http";
  // URL drops the port that is the scheme's default
  const port = Number(url.port || (kind === "https" ? 2376 : 2375));
  return { kind, host: hostname, port, certificates };
}

/** The address in one word, for messages. */
export function addressOf(connection: Connection): string {
  if (connection.kind === "socket") return `unix://${connection.path}`;
  return `${connection.kind === "ssh" ? "ssh" : "tcp"}://${connection.host}:${connection.port}`;
}

function unusable(host: string): BottleError {
  return new BottleError("settings-invalid", `Cannot use DOCKER_HOST "${host}"`, {
    hint: "Set it to unix:///path, tcp://host:port or ssh://user@host",
  });
}
