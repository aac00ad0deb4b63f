import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { createServer, type TLSSocket } from "node:tls";
import { createAuthority, createMinter } from "@claude-bottle/shared/x509";
import { credential, HOST } from "./credential.ts";
import { EVENTS_PATH } from "./requests.ts";

const EVENT_EVERY_MS = 5;
const MOST_EVENTS = 20_000;

const body = JSON.stringify({
  items: Array.from({ length: 16 }, (_, id) => ({ id, name: `item ${id}`, tags: ["a", "b"] })),
});
const answer = Buffer.from(
  `HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
);
const refusal = Buffer.from("HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n");
const eventsHead = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n";
const wanted = Buffer.from(`Bearer ${credential.reveal()}\r\n`);
const events = Buffer.from(`GET ${EVENTS_PATH} `);
const requestEnd = Buffer.from("\r\n\r\n");

export interface Upstream extends AsyncDisposable {
  /** On 127.0.0.1, with a certificate for the bench's host. */
  port: number;
  /** Certificate (PEM) of the authority that signed the upstream's. */
  caPem: string;
}

/** Server-sent events that carry the time at which they were written, until the client goes. */
function streamEvents(socket: TLSSocket): void {
  let sent = 0;
  socket.write(eventsHead);
  const timer = setInterval(() => {
    const event = `data: ${performance.now()}\n\n`;
    socket.write(`${event.length.toString(16)}\r\n${event}\r\n`);
    sent += 1;
    if (sent === MOST_EVENTS) socket.end("0\r\n\r\n");
  }, EVENT_EVERY_MS);
  socket.once("close", () => clearInterval(timer));
}

const bodyLength = (head: Buffer): number =>
  Number(/\r\ncontent-length:[ \t]*(\d+)/i.exec(head.toString("latin1"))?.[1] ?? 0);

function serve(socket: TLSSocket): void {
  let kept = Buffer.alloc(0);
  /** Bytes of a body that are still to come, and what is answered then. */
  let left = 0;
  let late = answer;
  socket.setNoDelay(true);
  socket.on("error", () => socket.destroy());
  socket.on("data", (chunk: Buffer) => {
    if (left > 0) {
      left -= chunk.length;
      if (left <= 0) socket.write(late);
      return;
    }
    const bytes = kept.length === 0 ? chunk : Buffer.concat([kept, chunk]);
    const end = bytes.indexOf(requestEnd);
    if (end === -1) {
      kept = Buffer.from(bytes);
      return;
    }
    const length = bodyLength(bytes.subarray(0, end + 2));
    left = length - (bytes.length - end - requestEnd.length);
    kept = length === 0 ? Buffer.from(bytes.subarray(end + requestEnd.length)) : Buffer.alloc(0);
    const isAllowed = bytes.indexOf(wanted) !== -1;
    late = isAllowed ? answer : refusal;
    if (length > 0 && left > 0) return;
    if (!isAllowed) socket.write(refusal);
    else if (bytes.indexOf(events) === 0) streamEvents(socket);
    else socket.write(answer);
  });
}

/** A server that costs next to nothing, in the process of the load: hand-read requests, one at a time on a connection. */
export async function startUpstream(): Promise<Upstream> {
  const now = new Date();
  const authority = createAuthority({ commonName: "Bench upstream", days: 7, now });
  const leaf = createMinter(authority).mint(HOST, now);
  const open = new Set<TLSSocket>();
  const server = createServer(
    { cert: leaf.certPem, key: leaf.keyPem, ALPNProtocols: ["http/1.1"] },
    (socket) => {
      open.add(socket);
      socket.once("close", () => open.delete(socket));
      serve(socket);
    },
  );
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    port: (server.address() as AddressInfo).port,
    caPem: authority.certPem,
    async [Symbol.asyncDispose]() {
      const closed = once(server, "close");
      server.close();
      for (const socket of open) socket.destroy();
      await closed;
    },
  };
}
