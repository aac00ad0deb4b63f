import { readUpstreamVerdict, refuse, VERDICT_PEEK, type Authority, type Live } from "@claude-bottle/policy";
import { request, type IncomingMessage } from "node:http";
import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import { refusalOf, RefusedError } from "./refused-error.ts";

const MAX_HEAD_BYTES = 16 * 1024;
const REASON_MS = 1_000;

/** As much of the reason that follows a refused CONNECT as its verdict needs. */
async function readReason(socket: Duplex, head: Buffer): Promise<string> {
  const chunks = [head];
  const timer = setTimeout(() => socket.destroy(), REASON_MS);
  try {
    let size = head.length;
    if (size < VERDICT_PEEK) {
      for await (const chunk of socket.iterator({ destroyOnReturn: true })) {
        chunks.push(chunk);
        size += chunk.length;
        if (size >= VERDICT_PEEK) break;
      }
    }
  } catch {
    // What has come is what there is.
  } finally {
    clearTimeout(timer);
  }
  return Buffer.concat(chunks).subarray(0, VERDICT_PEEK).toString("latin1");
}

export interface Through {
  live: Live;
  authority: Authority;
  /** How long the proxy may take to answer, in milliseconds. */
  patience: number;
}

/** Asks the proxy behind `socket` for a tunnel. @throws {RefusedError} with its reason in our words. */
export async function connectThrough(
  socket: Socket,
  { live, authority, patience }: Through,
): Promise<Socket> {
  const host = authority.host.includes(":") ? `[${authority.host}]` : authority.host;
  const target = `${host}:${authority.port}`;
  const [answer, head] = await new Promise<[IncomingMessage, Buffer]>((resolve, reject) => {
    const asked = request({
      createConnection: () => socket,
      method: "CONNECT",
      path: target,
      headers: ["Host", target],
      maxHeaderSize: MAX_HEAD_BYTES,
    });
    const timer = setTimeout(
      () => asked.destroy(Object.assign(new Error("tunnel"), { code: "ETIMEDOUT" })),
      patience,
    );
    asked.once("close", () => clearTimeout(timer));
    asked.once("connect", (response, _, first) => resolve([response, first]));
    asked.once("error", reject);
    asked.end();
  }).catch((error: unknown) => {
    socket.destroy();
    throw new RefusedError(refusalOf(error, authority), error);
  });
  const status = answer.statusCode ?? 0;
  if (status >= 200 && status < 300) {
    if (head.length > 0) socket.unshift(head);
    return socket;
  }
  const reason = await readReason(socket, head);
  socket.destroy();
  const said = {
    stage: "connect",
    host: authority.host,
    fromPipelock: true,
    status,
    rawHeaders: answer.rawHeaders,
  } as const;
  const refusal = readUpstreamVerdict(live, said, reason);
  throw new RefusedError(
    refusal ??
      refuse("upstream-unreachable", {
        what: `pipelock could not reach ${target}`,
        fix: "Check that the host exists and answers",
      }),
  );
}
