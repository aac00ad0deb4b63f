import { once } from "node:events";
import type { IncomingHttpHeaders } from "node:http";
import { createServer } from "node:https";
import { text } from "node:stream/consumers";
import { createAuthority, createMinter } from "@claude-bottle/shared/x509";

/** Plays the public root of the test. */
export const publicRoot = createAuthority({ commonName: "public test root", days: 1, now: new Date() });
const minter = createMinter(publicRoot);

interface Received {
  method: string;
  url: string;
  headers: IncomingHttpHeaders;
  body: string;
}

export interface Upstream extends AsyncDisposable {
  host: string;
  port: number;
  received: Received[];
}

/** A TLS server on a loopback address that keeps what it received. `/stream` sends one event and waits for the client to go. */
export async function startUpstream(host: string, port = 0): Promise<Upstream> {
  const leaf = minter.mint(host, new Date());
  const received: Received[] = [];
  const server = createServer({ cert: leaf.certPem, key: leaf.keyPem }, (request, response) => {
    void text(request).then((body) => {
      received.push({ method: request.method ?? "", url: request.url ?? "", headers: request.headers, body });
      if (request.url === "/stream") {
        response.writeHead(200, { "Content-Type": "text/event-stream" }).write("data: first\n\n");
        return;
      }
      response.end(`upstream got ${body.length} bytes`);
    });
  });
  server.listen(port, host === "localhost" ? "127.0.0.1" : host);
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new TypeError("No port");
  return {
    host,
    port: address.port,
    received,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}
