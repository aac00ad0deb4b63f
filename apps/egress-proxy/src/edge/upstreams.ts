import { expectedIssuer, type Live, type RequestPlan } from "@claude-bottle/policy";
import type { Socket } from "node:net";
import { Client, Pool, type buildConnector, type Dispatcher } from "undici";
import { Dialer } from "./dial.ts";
import type { LastLeg } from "./last-leg.ts";
import { RecentMap } from "./recent-map.ts";
import { MAX_HEADER_BYTES } from "./server-settings.ts";

/** An agent can name as many hosts as it likes below a `*.` of the allowlist. */
const POOLS = 200;

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
  readonly #leg: LastLeg;
  readonly #pools = new RecentMap<string, Pool>(POOLS, (pool) => void pool.close());

  constructor(live: Live, leg: LastLeg) {
    this.#live = live;
    this.#leg = leg;
    this.#dialer = new Dialer(live, leg);
  }

  pool(goal: Goal): Dispatcher {
    const origin = originOf(goal);
    let pool = this.#pools.get(origin);
    if (pool === undefined) {
      const { limits, times } = this.#leg;
      pool = new Pool(origin, {
        ...this.#options(goal),
        connections: limits.host,
        clientTtl: times.age,
      });
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
    const { connections, times } = this.#leg;
    const done = await connections.take(authority.host, times.dial);
    try {
      const socket = await (scheme === "https"
        ? this.#dialer.secure(authority)
        : this.#dialer.plain(authority));
      socket.once("close", done);
      return socket;
    } catch (error) {
      done();
      throw error;
    }
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
    const { firstByte, idle, idleMost } = this.#leg.times;
    return {
      connect: (_, done) => {
        void this.#connect(goal, done);
      },
      pipelining: 1,
      allowH2: false,
      headersTimeout: firstByte,
      // A silent stream is its client's business.
      bodyTimeout: 0,
      keepAliveTimeout: idle,
      keepAliveMaxTimeout: idleMost,
      maxHeaderSize: MAX_HEADER_BYTES,
    };
  }
}
