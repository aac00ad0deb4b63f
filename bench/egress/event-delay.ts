import { once } from "node:events";
import { median } from "../pairing.ts";
import { EVENTS_PATH, getRequest } from "./requests.ts";
import type { Target } from "./target.ts";
import { openTunnel } from "./tunnel.ts";

/** Median milliseconds from an event's writing by the upstream to its arrival at the client, one stream. */
export async function eventDelay(target: Target, ms: number): Promise<number> {
  const socket = await openTunnel(target);
  const delays: number[] = [];
  socket.on("error", () => socket.destroy());
  socket.on("data", (chunk: Buffer) => {
    const arrived = performance.now();
    for (const [, written] of chunk.toString("latin1").matchAll(/^data: ([\d.]+)\r?$/gm))
      delays.push(arrived - Number(written));
  });
  socket.write(getRequest(EVENTS_PATH, target.token));
  const timer = setTimeout(() => socket.destroy(), ms);
  await once(socket, "close");
  clearTimeout(timer);
  if (delays.length < 10)
    throw new Error(`Only ${delays.length} events came through ${target.name} in ${ms} ms`);
  return median(delays);
}
