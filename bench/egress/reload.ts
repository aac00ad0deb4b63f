import { once } from "node:events";
import { Agent, type IncomingMessage, request } from "node:http";
import type { EgressConfig } from "@claude-bottle/policy";
import { exchange } from "./exchange.ts";
import type { OurSystem } from "./ours.ts";
import { getRequest, ITEMS_PATH } from "./requests.ts";
import { openTunnel } from "./tunnel.ts";

const CONNECTIONS = 8;
const RELOAD_WITHIN_MS = 10_000;
const ALL_WITHIN_MS = 180_000;

/** Another configuration each time, that allows the same requests. */
function variant(config: EgressConfig, n: number): EgressConfig {
  const routes = config.routes.map((route) => ({ ...route, path_allowlist: ["/v1", `/other-${n}`] }));
  return { ...config, routes };
}

async function put(config: EgressConfig, agent: Agent, limit: AbortSignal): Promise<void> {
  const sent = request({
    agent,
    socketPath: config.control,
    method: "PUT",
    path: "/config",
    headers: { "content-type": "application/json" },
    signal: AbortSignal.any([limit, AbortSignal.timeout(RELOAD_WITHIN_MS)]),
  });
  sent.end(JSON.stringify({ config }));
  const [answer] = (await once(sent, "response")) as [IncomingMessage];
  const text = (await answer.setEncoding("utf8").toArray()).join("");
  if (answer.statusCode !== 200) throw new Error(`A reload was answered with ${answer.statusCode}: ${text}`);
}

export interface ReloadsUnderLoad {
  failed: number;
  served: number;
}

/** Puts so many configurations in force, one after the other, while eight connections ask without a pause. */
export async function reloadsUnderLoad(ours: OurSystem, reloads: number): Promise<ReloadsUnderLoad> {
  const load = getRequest(ITEMS_PATH, ours.target.token);
  const sockets = await Promise.all(Array.from({ length: CONNECTIONS }, () => openTunnel(ours.target)));
  const limit = AbortSignal.timeout(ALL_WITHIN_MS);
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  try {
    let isLoading = true;
    const tallies = sockets.map((socket) => exchange(socket, load, () => isLoading));
    try {
      for (let n = 0; n < reloads; n += 1) await put(variant(ours.config, n), agent, limit);
    } finally {
      isLoading = false;
    }
    const counted = await Promise.all(tallies);
    return {
      failed: counted.reduce((sum, tally) => sum + tally.failed, 0),
      served: counted.reduce((sum, tally) => sum + tally.served, 0),
    };
  } finally {
    agent.destroy();
    for (const socket of sockets) socket.destroy();
  }
}
