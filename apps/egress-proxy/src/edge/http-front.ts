import { createServer, type Server } from "node:http";
import { Connections } from "./connections.ts";
import type { Front, FrontTimes } from "./front.ts";
import { applySettings } from "./server-settings.ts";
import { usualTimes } from "./times.ts";

/** The front on Node's own server. */
export function createHttpFront(times: FrontTimes = usualTimes): Front {
  let running: { server: Server; connections: Connections } | undefined;
  return {
    async listen(where, handlers) {
      const server = createServer();
      running = { server, connections: new Connections(server) };
      applySettings(server, handlers, times);
      server.on("connect", (request, socket, head) => handlers.onConnect(request, socket, head));
      server.on("request", (request, response) => handlers.onRequest(request, response));
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
