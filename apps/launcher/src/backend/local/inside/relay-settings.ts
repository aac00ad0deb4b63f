import type { Bridge } from "./bridge.ts";

/** What the first process of a sidecar's sandbox is told, as JSON in its one argument. */
export interface RelaySettings {
  /** Ports of the loopback that lead to a socket in the file system. */
  ports: Bridge[];
  /** Sockets in the file system that lead to a port of the loopback. */
  sockets: Bridge[];
  command: string[];
}
