import type { IncomingMessage, ServerResponse } from "node:http";
import type { Duplex } from "node:stream";

/** Where the agent reaches the proxy. */
export type Listen = { host: string; port: number } | { path: string };

/** What a front hands on; it answers nothing by itself but requests that are no HTTP. */
export interface FrontHandlers {
  onConnect(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** Also a request with `Expect`: nothing was answered to it yet. */
  onRequest(request: IncomingMessage, response: ServerResponse): void;
  onUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** What came is no request, and was answered by the front itself. */
  onMalformed(socket: Duplex, answered: { status: number; code: "malformed" | "too-large" }): void;
}

/** How patient a front is, in milliseconds. */
export interface FrontTimes {
  /** From a connection, or the end of the last request on it, to the end of a head. */
  head: number;
  /** How often slow heads are looked for. */
  sweep: number;
  /** An idle connection. */
  keepAlive: number;
}

/** Accepts the agent's connections and parses HTTP/1.1 in them. `front.contract.ts` is what each must pass. */
export interface Front {
  /** Resolves with the port that was given (0 for a socket path) once connections are accepted. */
  listen(where: Listen, handlers: FrontHandlers): Promise<number>;
  /** Parses HTTP/1.1 in a connection that was decrypted. */
  adopt(socket: Duplex): void;
  /** Accepts nothing more, lets what runs go on for `graceMs`, then ends it. */
  close(graceMs: number): Promise<void>;
}
