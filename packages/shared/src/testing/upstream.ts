import {
  createServer as createPlainServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
} from "node:http";
import { createServer } from "node:https";
import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import type { Authority } from "../x509/index.ts";
import { Events } from "./events.ts";
import { tlsIdentity } from "./tls-identity.ts";

const MAX_HEADER_BYTES = 128 * 1024;

/** A request as an upstream got it. */
export interface Received {
  method: string;
  target: string;
  /** Flat, as they came. */
  rawHeaders: string[];
  body: string;
  /** The whole body came. */
  isComplete: boolean;
  /** The connection, or the request, came to its end. */
  isOver: boolean;
}

export interface UpstreamOptions {
  /** Signs the leaf; without it plain http is spoken. */
  authority?: Authority;
  /** Who it is to clients that name nobody; to others it is whom they ask for. */
  host?: string;
  /** Default: 200 with `ok` once the body has come. */
  answer?: RequestListener;
  upgrade?: (request: IncomingMessage, socket: Duplex, head: Buffer) => void;
}

export interface Upstream extends AsyncDisposable {
  readonly port: number;
  /** `127.0.0.1:PORT`. */
  readonly address: string;
  readonly requests: Events<Received>;
  /** How many connections were made to it so far. */
  readonly connections: Events<Socket>;
}

/** Values of a header by lower-case name. */
export function valuesOf({ rawHeaders }: { rawHeaders: readonly string[] }, name: string): string[] {
  return rawHeaders.filter((_, index) => index % 2 === 1 && rawHeaders[index - 1]?.toLowerCase() === name);
}

export const answerOk: RequestListener = (request, response) => {
  request.resume();
  request.once("end", () => response.end("ok"));
};

function record(requests: Events<Received>, request: IncomingMessage): void {
  const received: Received = {
    method: request.method ?? "",
    target: request.url ?? "",
    rawHeaders: request.rawHeaders,
    body: "",
    isComplete: false,
    isOver: false,
  };
  requests.add(received);
  request.on("data", (chunk: Buffer) => {
    received.body += chunk.toString("latin1");
    requests.changed();
  });
  request.once("end", () => {
    received.isComplete = request.complete;
    requests.changed();
  });
  const over = (): void => {
    received.isOver = true;
    requests.changed();
  };
  request.once("close", over);
  request.socket.once("close", over);
}

function serverOf({ authority, host = "api.test" }: UpstreamOptions): Server {
  if (authority === undefined) return createPlainServer({ maxHeaderSize: MAX_HEADER_BYTES });
  return createServer({ ...tlsIdentity(authority, host), maxHeaderSize: MAX_HEADER_BYTES });
}

/** A host on the loopback that remembers what it received. */
export async function startUpstream(options: UpstreamOptions = {}): Promise<Upstream> {
  const requests = new Events<Received>();
  const connections = new Events<Socket>();
  const server = serverOf(options);
  server.on("connection", (socket: Socket) => {
    socket.on("error", () => socket.destroy());
    connections.add(socket);
  });
  server.on("tlsClientError", () => {});
  const answer = options.answer ?? answerOk;
  server.on("request", (request, response) => {
    record(requests, request);
    answer(request, response);
  });
  server.on("upgrade", (request, socket, head) => {
    record(requests, request);
    socket.on("error", () => socket.destroy());
    if (options.upgrade === undefined) socket.destroy();
    else options.upgrade(request, socket, head);
  });
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = address === null || typeof address === "string" ? 0 : address.port;
  return {
    port,
    address: `127.0.0.1:${port}`,
    requests,
    connections,
    async [Symbol.asyncDispose]() {
      const closed = new Promise<void>((resolve) => void server.close(() => resolve()));
      for (const socket of connections.all) socket.destroy();
      await closed;
    },
  };
}
