import type { Server } from "node:http";
import type { Duplex } from "node:stream";
import type { Listen } from "./front.ts";

const BACKLOG = 1_024;

/** Every connection of a server, decrypted ones included, so that it can be ended in bounded time. */
export class Connections {
  readonly #open = new Set<Duplex>();
  readonly #server: Server;

  constructor(server: Server) {
    this.#server = server;
    server.on("connection", (socket: Duplex) => {
      this.#open.add(socket);
      socket.once("close", () => this.#open.delete(socket));
    });
  }

  /** Resolves with the port, 0 for a socket's path. */
  async listen(where: Listen): Promise<number> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once("error", reject);
      this.#server.listen({ ...where, backlog: BACKLOG }, () => {
        this.#server.off("error", reject);
        resolve();
      });
    });
    const address = this.#server.address();
    return address === null || typeof address === "string" ? 0 : address.port;
  }

  /** Accepts nothing more; resolves when all are gone, the last of them ended after `graceMs`. */
  async end(graceMs: number): Promise<void> {
    const closed = new Promise<void>((resolve) => void this.#server.close(() => resolve()));
    this.#server.closeIdleConnections();
    const timer = setTimeout(() => {
      for (const socket of this.#open) socket.destroy();
    }, graceMs);
    await closed;
    clearTimeout(timer);
  }
}
