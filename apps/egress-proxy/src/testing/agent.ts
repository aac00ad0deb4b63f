import { once } from "node:events";
import { request, type IncomingMessage } from "node:http";
import { connect as connectTcp, type Socket } from "node:net";
import { text } from "node:stream/consumers";
import { connect as connectTls, type TLSSocket } from "node:tls";
import type { Listen } from "../edge/front.ts";

export interface Answer {
  status: number;
  reason: string;
  rawHeaders: string[];
  headers: IncomingMessage["headers"];
  body: string;
  trailers: string[];
}

export interface Ask {
  method?: string;
  path?: string;
  /** Flat; default: `Host` alone. */
  headers?: string[];
  body?: string | Buffer | undefined;
  /** CONNECT target; default `api.test:443`. */
  target?: string;
  /** Server name of the hello; null for none. Default: the target's host. */
  servername?: string | null;
}

/** What an agent does through its proxy. */
export class Agent {
  readonly #where: Listen;
  readonly #ca: string;

  constructor(where: Listen, ca: string) {
    this.#where = where;
    this.#ca = ca;
  }

  /** A bare connection to the proxy. */
  async connection(): Promise<Socket> {
    const socket = connectTcp({ ...this.#where });
    socket.on("error", () => socket.destroy());
    await once(socket, "connect");
    return socket;
  }

  /** A connection on which CONNECT was answered with 200. */
  async tunnel(target = "api.test:443"): Promise<Socket> {
    const socket = await this.connection();
    socket.write(`CONNECT ${target} HTTP/1.1\r\nHost: ${target}\r\n\r\n`);
    const [answer]: Buffer[] = await once(socket, "data");
    if (answer?.toString().startsWith("HTTP/1.1 200 ") !== true)
      throw new Error(`no tunnel: ${String(answer)}`);
    return socket;
  }

  /** TLS with the host that a tunnel was asked for, verified against the proxy's authority. */
  async secure({ target = "api.test:443", servername }: Ask = {}): Promise<TLSSocket> {
    const host = target.replace(/:\d+$/, "").replace(/^\[|\]$/g, "");
    const socket = connectTls({
      socket: await this.tunnel(target),
      host,
      ca: this.#ca,
      servername: servername === null ? "" : (servername ?? (/^[\d.]+$|:/.test(host) ? "" : host)),
      ...(servername === undefined ? {} : { checkServerIdentity: () => undefined }),
    });
    socket.on("error", () => socket.destroy());
    await once(socket, "secureConnect");
    return socket;
  }

  /** Everything that comes back for these bytes, until the proxy ends the connection. */
  async raw(bytes: string | Buffer, ask: Ask = {}): Promise<string> {
    const socket = await this.secure(ask);
    socket.write(bytes);
    return await drained(socket);
  }

  /** Sends a request in TLS and gives the answer once its head has come. */
  async open(ask: Ask = {}, socket?: TLSSocket): Promise<IncomingMessage> {
    const { method = "GET", path = "/", target = "api.test:443", body } = ask;
    const connection = socket ?? (await this.secure(ask));
    const headers = ask.headers ?? ["Host", target.replace(/:443$/, "")];
    const length = body === undefined ? [] : ["Content-Length", String(Buffer.byteLength(body))];
    const asked = request({
      createConnection: () => connection,
      method,
      path,
      headers: [...headers, ...length],
    });
    asked.end(body);
    const [answer]: IncomingMessage[] = await once(asked, "response");
    if (answer === undefined) throw new Error("no answer");
    return answer;
  }

  async ask(ask: Ask = {}, socket?: TLSSocket): Promise<Answer> {
    const answer = await this.open(ask, socket);
    const body = await text(answer);
    return {
      status: answer.statusCode ?? 0,
      reason: answer.statusMessage ?? "",
      rawHeaders: answer.rawHeaders,
      headers: answer.headers,
      body,
      trailers: answer.rawTrailers,
    };
  }
}

/** All that a connection still gives. */
export async function drained(socket: Socket): Promise<string> {
  let all = "";
  socket.on("data", (chunk: Buffer) => (all += chunk.toString("latin1")));
  if (!socket.destroyed) await new Promise((resolve) => socket.once("close", resolve));
  return all;
}
