import { STATUS_CODES, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import type { FrontHandlers, FrontTimes } from "./front.ts";

export const MAX_HEADER_BYTES = 64 * 1024;
const LINGER_MS = 1_000;

const MALFORMED = { status: 400, code: "malformed" } as const;
const ANSWERS = {
  HPE_HEADER_OVERFLOW: { status: 431, code: "too-large" },
  ERR_HTTP_REQUEST_TIMEOUT: { status: 408, code: "timeout" },
} as const;

function answerTo(code: string | undefined): { status: number; code: "malformed" | "too-large" | "timeout" } {
  return code === "HPE_HEADER_OVERFLOW" || code === "ERR_HTTP_REQUEST_TIMEOUT" ? ANSWERS[code] : MALFORMED;
}

/** Answers what could not be parsed, once, and ends the connection. The error holds the request: it is not logged. */
function answerMalformed(error: NodeJS.ErrnoException, socket: Duplex, handlers: FrontHandlers): void {
  const { status, code } = answerTo(error.code);
  // A connection that was only opened times out as well: nothing was refused on it.
  if (code !== "timeout") handlers.onMalformed(socket, { status, code });
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ""}\r\nContent-Length: 0\r\nX-Claude-Bottle-Block: ${code}\r\nConnection: close\r\n\r\n`,
  );
  setTimeout(() => socket.destroy(), LINGER_MS).unref();
}

const isWebSocket = (request: IncomingMessage): boolean =>
  request.headers.upgrade?.toLowerCase() === "websocket";

/** The settings and listeners of a front's server, whoever made it; to be called before it listens. */
export function applySettings(server: Server, handlers: FrontHandlers, times: FrontTimes): void {
  server.headersTimeout = times.head;
  // An upload may take longer than any bound on a whole request; silence is bounded where bodies flow.
  server.requestTimeout = 0;
  server.keepAliveTimeout = times.keepAlive;
  server.timeout = 0;
  // Properties that the typings know as options of createServer only.
  Object.assign(server, {
    maxHeaderSize: MAX_HEADER_BYTES,
    shouldUpgradeCallback: isWebSocket,
    connectionsCheckingInterval: times.sweep,
    noDelay: true,
    // Whatever flag Node itself was started with.
    insecureHTTPParser: false,
  });

  const answering = new WeakSet<Duplex>();
  const onRequest = (request: IncomingMessage, response: ServerResponse): void => {
    answering.add(request.socket);
    response.once("close", () => answering.delete(request.socket));
  };
  for (const event of ["upgrade", "clientError", "checkContinue", "checkExpectation"])
    server.removeAllListeners(event);
  server.prependListener("request", onRequest);
  for (const event of ["checkContinue", "checkExpectation"]) {
    server.on(event, (request: IncomingMessage, response: ServerResponse) => {
      onRequest(request, response);
      handlers.onRequest(request, response);
    });
  }
  server.on("upgrade", (request, socket, head) => handlers.onUpgrade(request, socket, head));
  server.on("clientError", (error: NodeJS.ErrnoException, socket) => {
    if (answering.has(socket) || !socket.writable || error.code === "ECONNRESET") socket.destroy();
    else answerMalformed(error, socket, handlers);
  });
}
