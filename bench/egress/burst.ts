import type { TLSSocket } from "node:tls";
import { exchange, type Tally } from "./exchange.ts";
import { cpuMicroseconds } from "./process-figures.ts";
import { getRequest, ITEMS_PATH } from "./requests.ts";
import type { Target } from "./target.ts";
import { openTunnel } from "./tunnel.ts";

export interface BurstOptions {
  connections: number;
  ms: number;
  /** Instead of a request without a body. */
  request?: Buffer;
}

export interface Burst {
  perSecond: number;
  /** Processor time of the target's process for each request; NaN without a process. */
  cpuMicros: number;
}

function added(tallies: readonly Tally[]): Tally {
  return tallies.reduce(
    (sum, one) => ({ served: sum.served + one.served, failed: sum.failed + one.failed }),
    {
      served: 0,
      failed: 0,
    },
  );
}

async function onAll(sockets: readonly TLSSocket[], request: Buffer, more: () => boolean): Promise<Tally> {
  return added(await Promise.all(sockets.map((socket) => exchange(socket, request, more))));
}

/** Requests over warm keep-alive connections, as many as go through. One that fails makes the figure worthless: it throws. */
export async function burst(target: Target, { connections, ms, ...rest }: BurstOptions): Promise<Burst> {
  const request = rest.request ?? getRequest(ITEMS_PATH, target.token);
  const sockets = await Promise.all(Array.from({ length: connections }, () => openTunnel(target)));
  try {
    await onAll(sockets, request, () => false);
    const cpu = target.pid === undefined ? Number.NaN : cpuMicroseconds(target.pid);
    const start = performance.now();
    const { served, failed } = await onAll(sockets, request, () => performance.now() - start < ms);
    const seconds = (performance.now() - start) / 1000;
    if (failed > 0) throw new Error(`${failed} of ${served + failed} requests failed through ${target.name}`);
    const spent = target.pid === undefined ? Number.NaN : cpuMicroseconds(target.pid) - cpu;
    return { perSecond: served / seconds, cpuMicros: spent / served };
  } finally {
    for (const socket of sockets) socket.destroy();
  }
}
