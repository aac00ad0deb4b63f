import { mkdtempSync, rmSync } from "node:fs";
import type { IncomingMessage, Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Proxy } from "http-mitm-proxy";
import { Connections } from "./connections.ts";
import type { Front, FrontHandlers, FrontTimes } from "./front.ts";
import { applySettings } from "./server-settings.ts";
import { usualTimes } from "./times.ts";
import { writeUnusedAuthority } from "./unused-authority.ts";

/**
 * Starts the package on a port of the loopback that is closed again at once, for it makes its server only when it
 * listens. The authority that it insists on having in a directory is removed before anything can use it.
 */
async function startPackage(proxy: Proxy): Promise<Server> {
  const sslCaDir = mkdtempSync(join(tmpdir(), "egress-proxy-"));
  try {
    writeUnusedAuthority(sslCaDir);
    await new Promise<void>((resolve, reject) => {
      proxy.listen({ host: "127.0.0.1", port: 0, sslCaDir }, (error: Error | null | undefined) => {
        if (error) reject(error);
        else resolve();
      });
    });
  } finally {
    rmSync(sslCaDir, { recursive: true, force: true });
  }
  const server = proxy.httpServer;
  if (server === undefined) throw new Error("http-mitm-proxy made no server");
  await new Promise<void>((resolve) => void server.close(() => resolve()));
  return server;
}

/** The package cuts an absolute target to its path and answers a missing Host by itself: it sees neither. */
function hideFromPackage(targets: WeakMap<IncomingMessage, string>): (request: IncomingMessage) => void {
  return (request) => {
    targets.set(request, request.url ?? "");
    request.url = "/";
    request.headers.host ??= "absent";
  };
}

/**
 * The front on http-mitm-proxy, of which only the dispatch of CONNECT and of requests is used: none of our handlers
 * ever calls back, so its TLS, certificates, ports, upstream client and WebSocket code are never entered.
 */
export function createMitmFront(times: FrontTimes = usualTimes): Front {
  let running: { server: Server; connections: Connections } | undefined;
  return {
    async listen(where, handlers: FrontHandlers) {
      const proxy = new Proxy();
      const targets = new WeakMap<IncomingMessage, string>();
      proxy.onConnect((request, socket, head) => {
        // The package prints what happens to the socket.
        socket.removeAllListeners("error");
        handlers.onConnect(request, socket, head);
      });
      proxy.onRequest(({ clientToProxyRequest: request, proxyToClientResponse: response }) => {
        // The package prints errors and appends them to the body of an answer.
        request.removeAllListeners("error");
        response.removeAllListeners("error");
        request.url = targets.get(request) ?? "";
        handlers.onRequest(request, response);
      });
      const server = await startPackage(proxy);
      running = { server, connections: new Connections(server) };
      applySettings(server, handlers, times);
      server.prependListener("request", hideFromPackage(targets));
      return await running.connections.listen(where);
    },
    adopt(socket) {
      running?.server.emit("connection", socket);
    },
    async close(graceMs) {
      await running?.connections.end(graceMs);
    },
  };
}
