import type { Authority } from "@claude-bottle/policy";
import type { Minter } from "@claude-bottle/shared/x509";
import type { Duplex } from "node:stream";
import { createSecureContext, TLSSocket, type SecureContext } from "node:tls";
import { RecentMap } from "./recent-map.ts";

const CONTEXTS = 500;
/** Half of a leaf's days. */
const RENEW_MS = 3.5 * 86_400_000;

export interface Tunnel {
  authority: Authority;
  /** Server name of the TLS hello; null when it had none. */
  sni: string | null;
}

export interface TunnelOptions {
  minter: Minter;
  now: () => Date;
  /** How long a handshake may take, in milliseconds. */
  patience: number;
  /** Takes over a connection whose handshake is done. */
  adopt: (socket: Duplex) => void;
}

/** Ends the agent's TLS inside its tunnels, as the host that each CONNECT named. */
export class Tunnels {
  readonly #options: TunnelOptions;
  // One context for each authority, hence its own ticket keys: a session of host A does not resume as B.
  readonly #contexts = new RecentMap<string, { context: SecureContext; until: number }>(CONTEXTS);
  readonly #open = new WeakMap<Duplex, Tunnel>();

  constructor(options: TunnelOptions) {
    this.#options = options;
  }

  /** What a decrypted connection belongs to; undefined for one that is not from a tunnel. */
  of(socket: Duplex): Tunnel | undefined {
    return this.#open.get(socket);
  }

  /** `raw` was told that its CONNECT succeeded; whatever it sent since must still be unread. */
  terminate(authority: Authority, raw: Duplex): void {
    const socket = new TLSSocket(raw, {
      isServer: true,
      secureContext: this.#contextOf(authority),
      ALPNProtocols: ["http/1.1"],
    });
    // Both, for ending the TLS layer alone can leave the descriptor of an abandoned handshake open.
    const end = (): void => {
      socket.destroy();
      raw.destroy();
    };
    const timer = setTimeout(end, this.#options.patience);
    socket.on("error", end);
    socket.once("close", () => {
      clearTimeout(timer);
      raw.destroy();
    });
    raw.once("close", () => socket.destroy());
    // Nothing reads before the handshake is done, so its end would not be noticed; nothing can be read either.
    const onReadable = (): void => {
      if (socket.readableLength === 0) end();
    };
    socket.on("readable", onReadable);
    socket.once("secure", () => {
      clearTimeout(timer);
      socket.off("readable", onReadable);
      const sni = Reflect.get(socket, "servername");
      this.#open.set(socket, { authority, sni: typeof sni === "string" ? sni : null });
      this.#options.adopt(socket);
    });
  }

  #contextOf({ host, port }: Authority): SecureContext {
    const now = this.#options.now();
    const key = `${host} ${port}`;
    const kept = this.#contexts.get(key);
    if (kept !== undefined && now.getTime() < kept.until) return kept.context;
    const leaf = this.#options.minter.mint(host, now);
    const context = createSecureContext({ cert: leaf.certPem, key: leaf.keyPem, minVersion: "TLSv1.2" });
    this.#contexts.set(key, { context, until: now.getTime() + RENEW_MS });
    return context;
  }
}
