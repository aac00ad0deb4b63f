import { maskText, planResponse, type Live, type RequestPlan } from "@claude-bottle/policy";
import { request as httpRequest, type IncomingMessage } from "node:http";
import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import { endWithRefusal } from "./answer.ts";
import type { Entry } from "./log.ts";
import { RefusedError, refusalOf } from "./refused-error.ts";
import { MAX_HEADER_BYTES } from "./server-settings.ts";
import type { Times } from "./times.ts";
import type { Upstreams } from "./upstreams.ts";
import { relayUpgraded } from "./relay-upgraded.ts";

/** A request for a WebSocket that may leave. */
export interface UpgradeExchange {
  live: Live;
  upstreams: Upstreams;
  plan: RequestPlan;
  request: IncomingMessage;
  socket: Duplex;
  /** What the client sent after its head. */
  head: Buffer;
  entry: Entry;
  times: Times;
}

/** What upstream said to it. */
export interface UpgradeAnswer {
  response: IncomingMessage;
  /** Present when upstream switched protocols. */
  switched: { socket: Duplex; head: Buffer } | null;
}

async function ask({ plan, socket, times }: UpgradeExchange, upstream: Socket): Promise<UpgradeAnswer> {
  return await new Promise((resolve, reject) => {
    const asked = httpRequest({
      createConnection: () => upstream,
      method: plan.method,
      path: plan.target,
      headers: plan.headers,
      setHost: false,
      maxHeaderSize: MAX_HEADER_BYTES,
    });
    const late = Object.assign(new Error("first byte"), { code: "ETIMEDOUT" });
    const timer = setTimeout(() => asked.destroy(late), times.firstByte);
    for (const event of ["upgrade", "response", "close"]) asked.once(event, () => clearTimeout(timer));
    socket.once("close", () => asked.destroy());
    asked.once("upgrade", (response, switchedTo, head) =>
      resolve({ response, switched: { socket: switchedTo, head } }),
    );
    asked.once("response", (response) => resolve({ response, switched: null }));
    asked.once("error", reject);
    asked.end();
  });
}

function answerHead({ live, plan, socket }: UpgradeExchange, { response, switched }: UpgradeAnswer): boolean {
  const status = response.statusCode ?? 502;
  const planned = planResponse(live, plan, { status, rawHeaders: response.rawHeaders });
  if ("code" in planned) throw new RefusedError(planned);
  const reason = response.statusMessage ?? "";
  const lines = [`HTTP/1.1 ${status} ${planned.mask ? maskText(live, reason) : reason}`];
  for (let at = 0; at < planned.headers.length; at += 2) {
    lines.push(`${planned.headers[at] ?? ""}: ${planned.headers[at + 1] ?? ""}`);
  }
  if (switched === null) lines.push("Connection: close");
  socket.write(`${lines.join("\r\n")}\r\n\r\n`, "latin1");
  return planned.mask;
}

/** Asks upstream for the WebSocket and relays its answer, whatever it is: nothing was promised to the agent before. */
export async function upgrade(exchange: UpgradeExchange): Promise<void> {
  const { upstreams, plan, request, socket, entry } = exchange;
  let status = 499;
  socket.once("close", () => entry.end(status));
  let upstream: Socket | undefined;
  try {
    upstream = await upstreams.connect(plan);
    if (socket.destroyed) {
      upstream.destroy();
      return;
    }
    const answer = await ask(exchange, upstream);
    const mask = answerHead(exchange, answer);
    status = answer.response.statusCode ?? 502;
    relayUpgraded(exchange, answer, mask);
  } catch (error) {
    upstream?.destroy();
    if (socket.destroyed) return;
    const refusal = refusalOf(error, plan.authority);
    entry.rule = refusal.code;
    entry.verdict = "deny";
    status = refusal.status;
    entry.bytesOut = endWithRefusal(request, socket, refusal);
  }
}
