import type { ConnectionLimit, Limits } from "./connection-limit.ts";
import type { Guard } from "./open-tcp.ts";
import type { Times } from "./times.ts";
import type { TrustStore } from "./trust-store.ts";

/** What the way to the upstreams keeps over reloads. */
export interface LastLeg {
  times: Times;
  limits: Limits;
  connections: ConnectionLimit;
  trust: TrustStore;
  guard: Guard;
}
