import { refusalResponse, type Refusal } from "@claude-bottle/policy";
import { STATUS_CODES, type IncomingMessage, type ServerResponse } from "node:http";
import type { Duplex } from "node:stream";

const DRAIN_BYTES = 64 * 1024;
const DRAIN_MS = 1_000;

function textOf(refusal: Refusal, { headers }: IncomingMessage): ReturnType<typeof refusalResponse> {
  return refusalResponse(refusal, {
    userAgent: headers["user-agent"] ?? null,
    accept: headers.accept ?? null,
  });
}

/** Something of the request's body may still come. */
function hasUnreadBody(request: IncomingMessage): boolean {
  if (request.complete && request.readableEnded) return false;
  return (
    request.headers["transfer-encoding"] !== undefined || Number(request.headers["content-length"] ?? 0) > 0
  );
}

/**
 * What comes of a body after its refusal is thrown away: a little is read so that the client sees the answer
 * instead of a reset, then the connection ends.
 */
function drain(request: IncomingMessage): void {
  let left = DRAIN_BYTES;
  const end = (): void => void request.socket.destroy();
  const timer = setTimeout(end, DRAIN_MS);
  request.socket.once("close", () => clearTimeout(timer));
  request.on("data", (chunk: Buffer) => {
    left -= chunk.length;
    if (left < 0) end();
  });
  request.resume();
}

/** Answers with a refusal; nothing of the answer may have been sent. Gives the bytes of its body. */
export function answerRefusal(request: IncomingMessage, response: ServerResponse, refusal: Refusal): number {
  const { status, headers, body } = textOf(refusal, request);
  const unread = hasUnreadBody(request);
  if (unread && !refusal.closes) headers.push("Connection", "close");
  response.sendDate = false;
  // Named, for one that a failed attempt at another answer left behind would stay in force.
  response.writeHead(status, STATUS_CODES[status] ?? "Refused", headers);
  response.end(request.method === "HEAD" ? undefined : body);
  if (unread) drain(request);
  else request.resume();
  return Buffer.byteLength(body);
}

/** The same on a connection that left HTTP, or never got to it; it ends then. */
export function endWithRefusal(request: IncomingMessage, socket: Duplex, refusal: Refusal): number {
  const { status, headers, body } = textOf(refusal, request);
  const lines = [`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? "Refused"}`];
  for (let at = 0; at < headers.length; at += 2) lines.push(`${headers[at] ?? ""}: ${headers[at + 1] ?? ""}`);
  if (!refusal.closes) lines.push("Connection: close");
  socket.end(`${lines.join("\r\n")}\r\n\r\n${body}`);
  setTimeout(() => socket.destroy(), DRAIN_MS).unref();
  return Buffer.byteLength(body);
}
