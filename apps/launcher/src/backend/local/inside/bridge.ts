import { connect, createServer, type Socket } from "node:net";

/** More than a client opens at once; the sidecar bounds what it does with them. */
const MOST_CONNECTIONS = 1_024;

/** A port of the loopback, and the socket in the file system that it leads to. */
export interface Bridge {
  /** Of the loopback, whose addresses are many. */
  host: string;
  port: number;
  socket: string;
}

type Place = { port: number; host: string } | { path: string };

/** Listens on the loopback and carries each connection to the socket. */
export async function openBridge({ host, port, socket }: Bridge): Promise<void> {
  await carry({ port, host }, { path: socket });
}

/** The other way round. */
export async function openSocket({ host, port, socket }: Bridge): Promise<void> {
  await carry({ path: socket }, { port, host });
}

/** Both ways, as fast as the slower end takes it. */
async function carry(from: Place, to: Place): Promise<void> {
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (client) => {
    const target = connect({ ...to, allowHalfOpen: true, noDelay: true });
    join(client, target);
    join(target, client);
  });
  server.maxConnections = MOST_CONNECTIONS;
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(from, resolve);
  });
}

function join(from: Socket, to: Socket): void {
  from.pipe(to);
  const cut = (): void => void to.destroy();
  from.once("error", cut);
  from.once("close", cut);
}
