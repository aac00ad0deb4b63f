import { expectedIssuer, type Live, type RequestPlan } from "@claude-bottle/policy";
import type { Socket } from "node:net";
import { Client, Pool, type buildConnector, type Dispatcher } from "undici";
import { Dialer } from "./dial.ts";
import type { TrustStore } from "./trust-store.ts";
import { MAX_HEADER_BYTES } from "./server-settings.ts";

const CONNECTIONS = 128;
const FIRST_BYTE_MS = 620_000;
const KEEP_ALIVE_MS = 4_000;
const KEEP_ALIVE_MAX_MS = 30_000;

/** Where a request of a scheme goes. */
type Goal = Pick<RequestPlan, "scheme" | "authority">;

function originOf({ scheme, authority }: Goal): string {
  const host = authority.host.includes(":") ? `[${authority.host}]` : authority.host;
  return `${scheme}://${host}:${authority.port}`;
}

/** The pools of connections under one configuration. */
export class Upstreams {
  readonly #live: Live;
  readonly #dialer: Dialer;
  readonly #pools = new Map<string, Pool>();

  constructor(live: Live, trust: TrustStore) {
    this.#live = live;
    this.#dialer = new Dialer(live, trust);
  }

  pool(goal: Goal): Dispatcher {
    const origin = originOf(goal);
    let pool = this.#pools.get(origin);
    if (pool === undefined) {
      pool = new Pool(origin, { ...this.#options(goal), connections: CONNECTIONS });
      this.#pools.set(origin, pool);
    }
    return pool;
  }

  /** A connection that was never used, for one request. */
  fresh(goal: Goal): Dispatcher {
    return new Client(originOf(goal), this.#options(goal));
  }

  /** @throws {RefusedError} */
  async connect({ scheme, authority }: Goal): Promise<Socket> {
    return await (scheme === "https" ? this.#dialer.secure(authority) : this.#dialer.plain(authority));
  }

  /** Whether requests to it go to pipelock in absolute form. */
  isAbsolute({ scheme }: Goal): boolean {
    return scheme === "http" && this.#live.config.upstream.via === "pipelock";
  }

  /** Whether its answers can be pipelock's own. */
  passesPipelock({ scheme, authority }: Goal): boolean {
    if (this.#live.config.upstream.via !== "pipelock") return false;
    return scheme === "http" || expectedIssuer(this.#live, authority.host) === "pipelock";
  }

  /** Ends what idles; what runs ends when it is done. */
  retire(): void {
    for (const pool of this.#pools.values()) void pool.close();
    this.#pools.clear();
  }

  async #connect(goal: Goal, done: buildConnector.Callback): Promise<void> {
    let socket: Socket;
    try {
      socket = await this.connect(goal);
    } catch (error) {
      done(error instanceof Error ? error : new Error("dial", { cause: error }), null);
      return;
    }
    done(null, socket);
  }

  #options(goal: Goal): Client.Options {
    return {
      connect: (_, done) => {
        void this.#connect(goal, done);
      },
      pipelining: 1,
      allowH2: false,
      headersTimeout: FIRST_BYTE_MS,
      // A silent stream is its client's business.
      bodyTimeout: 0,
      keepAliveTimeout: KEEP_ALIVE_MS,
      keepAliveMaxTimeout: KEEP_ALIVE_MAX_MS,
      maxHeaderSize: MAX_HEADER_BYTES,
    };
  }
}
