import { once } from "node:events";
import { connect as dial, type Socket } from "node:net";
import { connect as secure, type TLSSocket } from "node:tls";
import { HOST } from "./credential.ts";
import type { Target } from "./target.ts";

const OPEN_WITHIN_MS = 10_000;
const HEAD_END = "\r\n\r\n";

/** Reads the proxy's answer to CONNECT; nothing may follow it before the TLS hello was sent. */
async function proxyAnswer(raw: Socket, signal: AbortSignal): Promise<string> {
  let head = "";
  while (!head.endsWith(HEAD_END)) {
    const [chunk] = (await once(raw, "data", { signal })) as [Buffer];
    head += chunk.toString("latin1");
  }
  return head;
}

/** A TLS connection to the upstream's name, through the target's proxy where it has one. */
export async function openTunnel(target: Target): Promise<TLSSocket> {
  const signal = AbortSignal.timeout(OPEN_WITHIN_MS);
  const raw = dial({ host: "127.0.0.1", port: target.port, noDelay: true });
  try {
    await once(raw, "connect", { signal });
    if (target.authority !== undefined) {
      raw.write(`CONNECT ${target.authority} HTTP/1.1\r\nHost: ${target.authority}\r\n\r\n`);
      const head = await proxyAnswer(raw, signal);
      if (!/^HTTP\/1\.[01] 200/.test(head))
        throw new Error(`${target.name} did not open a tunnel: ${head.split("\r\n")[0] ?? ""}`);
    }
    const socket = secure({
      socket: raw,
      servername: HOST,
      secureContext: target.trust,
      ALPNProtocols: ["http/1.1"],
    });
    await once(socket, "secureConnect", { signal });
    return socket;
  } catch (error) {
    raw.destroy();
    throw error;
  }
}
