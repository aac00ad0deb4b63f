import { createServer, type TLSSocket } from "node:tls";
import type { Authority } from "../x509/index.ts";
import { Events } from "./events.ts";
import { tlsIdentity } from "./tls-identity.ts";

/** What came over one connection, and the connection to answer on. */
export interface RawConnection {
  socket: TLSSocket;
  received: string;
}

export interface RawUpstream extends AsyncDisposable {
  readonly address: string;
  readonly connections: Events<RawConnection>;
}

export interface RawUpstreamOptions {
  authority: Authority;
  host?: string;
  /** Called with every chunk after it was added to what was received. */
  onData: (connection: RawConnection) => void;
}

/** A TLS host that speaks whatever it is told to, HTTP or not. */
export async function startRawUpstream(options: RawUpstreamOptions): Promise<RawUpstream> {
  const { authority, host = "api.test", onData } = options;
  const connections = new Events<RawConnection>();
  const server = createServer(tlsIdentity(authority, host), (socket) => {
    const connection: RawConnection = { socket, received: "" };
    connections.add(connection);
    socket.on("error", () => socket.destroy());
    socket.on("data", (chunk: Buffer) => {
      connection.received += chunk.toString("latin1");
      connections.changed();
      onData(connection);
    });
  });
  server.on("tlsClientError", () => {});
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = address === null || typeof address === "string" ? 0 : address.port;
  return {
    address: `127.0.0.1:${port}`,
    connections,
    async [Symbol.asyncDispose]() {
      const closed = new Promise<void>((resolve) => void server.close(() => resolve()));
      for (const { socket } of connections.all) socket.destroy();
      await closed;
    },
  };
}
