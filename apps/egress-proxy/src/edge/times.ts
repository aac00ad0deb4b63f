import type { FrontTimes } from "./front.ts";

/** Every bound on waiting of the proxy, in milliseconds. */
export interface Times extends FrontTimes {
  /** The agent's TLS handshake. */
  handshake: number;
  /** Each step to an upstream by itself: a place among the connections, TCP, pipelock's tunnel, TLS. */
  dial: number;
  /** From the end of a request to the head of its answer; model APIs think for minutes, and their clients give up sooner. */
  firstByte: number;
  /** An agent that has more of a body to send and sends nothing. */
  silence: number;
  /** A kept connection to an upstream that has no request. */
  idle: number;
  /** The same where the upstream itself promises longer. */
  idleMost: number;
  /** A connection takes no new request after this; pipelock cuts its tunnels a day after their start, whatever runs in them. */
  age: number;
  /** What still runs when the proxy stops. */
  grace: number;
}

export const usualTimes: Times = {
  head: 15_000,
  sweep: 5_000,
  keepAlive: 65_000,
  handshake: 10_000,
  dial: 15_000,
  firstByte: 620_000,
  silence: 120_000,
  idle: 4_000,
  idleMost: 30_000,
  age: 6 * 3_600_000,
  grace: 5_000,
};
