import { createServer, type ServerResponse } from "node:http";
import { connect, type Socket } from "node:net";
import { Events } from "./events.ts";

export interface ConnectHopOptions {
  /** Where a tunnel to a target leads (`ip:port`); null refuses it with `refusal`. */
  route: (target: string) => string | null;
  /** Status line, headers and body of a refused CONNECT. */
  refusal?: string;
  /** Answers requests in absolute form. */
  absolute?: (target: string, response: ServerResponse) => void;
}

export interface ConnectHop extends AsyncDisposable {
  readonly port: number;
  /** Targets of the CONNECTs and of the requests in absolute form. */
  readonly asked: Events<string>;
}

const FORBIDDEN = "HTTP/1.1 403 Forbidden\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nno\n";

/** A forward proxy on the loopback that relays tunnels without looking into them. */
export async function startConnectHop(options: ConnectHopOptions): Promise<ConnectHop> {
  const asked = new Events<string>();
  const sockets = new Set<Socket>();
  const keep = (socket: Socket): void => {
    sockets.add(socket);
    socket.on("error", () => socket.destroy());
    socket.once("close", () => sockets.delete(socket));
  };
  const server = createServer((request, response) => {
    asked.add(request.url ?? "");
    if (options.absolute === undefined) response.writeHead(501).end();
    else options.absolute(request.url ?? "", response);
  });
  server.on("connection", keep);
  server.on("connect", (request, socket, head) => {
    asked.add(request.url ?? "");
    const to = options.route(request.url ?? "");
    if (to === null) {
      socket.end(options.refusal ?? FORBIDDEN);
      return;
    }
    const [host = "", port = ""] = to.split(":");
    const onward = connect(Number(port), host, () => {
      socket.write("HTTP/1.1 200 Connection Established\r\n\r\n");
      if (head.length > 0) onward.write(head);
      onward.pipe(socket).pipe(onward);
    });
    keep(onward);
    socket.on("close", () => onward.destroy());
    onward.on("close", () => socket.destroy());
  });
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  return {
    port: address === null || typeof address === "string" ? 0 : address.port,
    asked,
    async [Symbol.asyncDispose]() {
      const closed = new Promise<void>((resolve) => void server.close(() => resolve()));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}
