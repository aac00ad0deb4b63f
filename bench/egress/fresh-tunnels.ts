import { exchange } from "./exchange.ts";
import { getRequest, ITEMS_PATH } from "./requests.ts";
import type { Target } from "./target.ts";
import { openTunnel } from "./tunnel.ts";

const AT_ONCE = 8;

/** New tunnels per second, each with its handshakes and one request, eight at a time. */
export async function freshTunnels(target: Target, ms: number): Promise<number> {
  const request = getRequest(ITEMS_PATH, target.token);
  const start = performance.now();
  let served = 0;
  const worker = async (): Promise<void> => {
    while (performance.now() - start < ms) {
      const socket = await openTunnel(target);
      const tally = await exchange(socket, request, () => false);
      socket.destroy();
      if (tally.failed > 0) throw new Error(`A request in a new tunnel failed through ${target.name}`);
      served += 1;
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return (served * 1000) / (performance.now() - start);
}
