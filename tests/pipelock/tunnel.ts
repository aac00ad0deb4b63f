import { once } from "node:events";
import { Agent, request, type IncomingHttpHeaders } from "node:http";
import { connect, type Socket } from "node:net";
import { text } from "node:stream/consumers";
import { connect as connectTls, type TLSSocket } from "node:tls";

export interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  body: string;
}

/** CONNECT; the raw socket where it was granted, the refusal otherwise. */
export async function openTunnel(port: number, authority: string): Promise<Socket | Answer> {
  const outgoing = request({
    host: "127.0.0.1",
    port,
    method: "CONNECT",
    path: authority,
    headers: { host: authority },
    agent: false,
  }).end();
  const [incoming, socket, head] = await once(outgoing, "connect");
  if (incoming.statusCode === 200) {
    if (head.length > 0) socket.unshift(head);
    return socket;
  }
  const length = Number(incoming.headers["content-length"]);
  let body: Buffer = head;
  while (body.length < length) {
    const [chunk] = await once(socket, "data");
    body = Buffer.concat([body, chunk]);
  }
  socket.destroy();
  return { status: incoming.statusCode, headers: incoming.headers, body: body.toString("utf8") };
}

/** Opens TLS inside; rejects where the certificate was not signed by `ca`. */
export async function openTls(socket: Socket, host: string, ca: string): Promise<TLSSocket> {
  const isAddress = /^[\d.]+$/.test(host);
  const secure = connectTls({ socket, host, ca, ...(isAddress ? {} : { servername: host }) });
  await once(secure, "secureConnect");
  return secure;
}

export interface Message {
  path?: string;
  method?: string;
  headers?: Record<string, string>;
  body?: string;
}

const agents = new WeakMap<Socket, Agent>();

/** One exchange on an open connection, which stays open. */
export async function exchange(secure: Socket, authority: string, message: Message = {}): Promise<Answer> {
  const agent = agents.get(secure) ?? new Agent({ keepAlive: true, maxSockets: 1 });
  agent.createConnection = () => secure;
  agents.set(secure, agent);
  const outgoing = request({
    agent,
    method: message.method ?? (message.body === undefined ? "GET" : "POST"),
    path: message.path ?? "/",
    headers: { host: authority, ...message.headers },
  }).end(message.body);
  const [incoming] = await once(outgoing, "response");
  return { status: incoming.statusCode, headers: incoming.headers, body: await text(incoming) };
}

export interface Target {
  /** Port of the proxy. */
  proxy: number;
  host: string;
  port: number;
  ca: string;
}

/** CONNECT, TLS, one exchange. A refused CONNECT is the answer then. */
export async function fetchThrough(target: Target, message: Message = {}): Promise<Answer> {
  const authority = `${target.host}:${target.port}`;
  const tunnel = await openTunnel(target.proxy, authority);
  if (!("write" in tunnel)) return tunnel;
  const secure = await openTls(tunnel, target.host, target.ca);
  try {
    return await exchange(secure, authority, message);
  } finally {
    secure.destroy();
  }
}

export async function isOpen(port: number, host: string): Promise<boolean> {
  const socket = connect(port, host);
  try {
    await once(socket, "connect");
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
