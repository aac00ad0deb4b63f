import { X509Certificate } from "node:crypto";
import { createServer as createHttp, request as httpRequest } from "node:http";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { createServer as createHttps, request as httpsRequest } from "node:https";
import { connect, type Socket } from "node:net";
import { readdirSync, readFileSync } from "node:fs";
import { buffer } from "node:stream/consumers";
import { join } from "node:path";
import { getCACertificates } from "node:tls";
import { Authority, createMinter } from "@claude-bottle/shared/x509";
import type { StandInConfig } from "./stand-in-config.ts";
import {
  addressOf,
  bodyRefusal,
  findings,
  headerHasSecret,
  isPassedThrough,
  listRefusal,
  normalHost,
  urlRefusal,
  type Refusal,
} from "./stand-in-rules.ts";

export type Log = (event: string, fields: Record<string, unknown>) => void;

const PLAIN = {
  "Content-Type": "text/plain; charset=utf-8",
  "X-Content-Type-Options": "nosniff",
};

/** The stand-in's one port: CONNECT, absolute form and `/health`. */
export function standInProxy(config: () => StandInConfig, log: Log): Server {
  const first = config();
  const minter = createMinter(new Authority(commonName(first.caPem), first.caPem, first.caKeyPem));
  const roots = [...getCACertificates("system"), ...extraRoots()];

  const server = createHttp((request, response) => {
    if (request.url?.startsWith("http://") === true) void absoluteForm(request, response);
    else if (request.url === "/health") health(response);
    else answer(response, 404, "404 page not found");
  });
  server.on("connect", (request: IncomingMessage, socket: Socket, head: Buffer) => {
    socket.on("error", () => socket.destroy());
    void tunnel(request.url ?? "", socket, head);
  });
  return server;

  function health(response: ServerResponse): void {
    response.setHeader("Content-Type", "application/json");
    response.end(
      JSON.stringify({ status: "healthy", version: "2.3.0", mode: "strict", kill_switch_active: false }),
    );
  }

  async function absoluteForm(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? "");
    const host = normalHost(url.hostname);
    const refusal = listRefusal(config(), host) ?? urlRefusal(config(), url.pathname + url.search);
    const address = refusal ?? (await addressOf(config(), host));
    if (typeof address !== "string") {
      blocked(address, { method: request.method, url: url.href });
      answer(response, 403, `blocked: ${address.reason}`, address.hint);
      return;
    }
    const headers = { ...request.headers, host: url.host };
    const upstream = httpRequest(
      {
        host: address,
        port: url.port || 80,
        method: request.method,
        path: url.pathname + url.search,
        headers,
      },
      (incoming) => {
        response.writeHead(incoming.statusCode ?? 502, incoming.rawHeaders);
        incoming.pipe(response);
      },
    );
    upstream.on("error", () => answer(response, 502, "forward proxy fetch failed"));
    request.pipe(upstream);
  }

  async function tunnel(target: string, socket: Socket, head: Buffer): Promise<void> {
    const host = normalHost(target.replace(/:\d+$/, ""));
    const port = Number(/:(\d+)$/.exec(target)?.[1] ?? 443);
    const address = listRefusal(config(), host) ?? (await addressOf(config(), host));
    if (typeof address !== "string") {
      blocked(address, { method: "CONNECT", target });
      socket.end(rawAnswer("403 Forbidden", `CONNECT blocked: ${address.reason}`, address.hint));
      return;
    }
    const upstream = connect(port, address);
    upstream.once("error", (error) => {
      log("error", { method: "CONNECT", target, error: error.message });
      socket.end(rawAnswer("502 Bad Gateway", "tunnel dial failed", null));
    });
    upstream.once("connect", () => {
      upstream.removeAllListeners("error");
      upstream.on("error", () => socket.destroy());
      socket.write("HTTP/1.1 200 Connection Established\r\n\r\n");
      if (head.length > 0) socket.unshift(head);
      if (isPassedThrough(config(), host)) relay(target, socket, upstream);
      else {
        upstream.destroy();
        log("anomaly", { method: "CONNECT", target, scanner: "tls_intercept" });
        intercept({ host, port, address }, socket);
      }
    });
  }

  function relay(target: string, socket: Socket, upstream: Socket): void {
    log("tunnel_open", { target });
    socket.pipe(upstream).pipe(socket);
    socket.once("close", () => {
      log("tunnel_close", { target, total_bytes: socket.bytesRead + socket.bytesWritten });
      upstream.destroy();
    });
    upstream.once("close", () => socket.destroy());
  }

  function intercept(to: Upstream, socket: Socket): void {
    const leaf = minter.mint(to.host, new Date());
    // Rules are those of the moment the tunnel was opened, for its whole life.
    const rules = config();
    const inner = createHttps(
      {
        cert: leaf.certPem,
        key: leaf.keyPem,
        SNICallback: (name, done) => {
          const other = rules.forward_proxy.sni_verification && normalHost(name) !== to.host;
          done(other ? new Error("sni mismatch") : null);
        },
      },
      (request, response) => {
        if (rules.forward_proxy.sni_verification) response.once("finish", () => socket.end());
        void exchange(rules, to, { request, response });
      },
    );
    inner.on("tlsClientError", () => socket.destroy());
    inner.emit("connection", socket);
  }

  async function exchange(
    rules: StandInConfig,
    to: Upstream,
    { request, response }: Exchange,
  ): Promise<void> {
    const authority = normalHost(request.headers.host ?? "");
    const url = `https://${to.host}:${to.port}${request.url ?? ""}`;
    const context = { method: request.method, url: url.replace(/(:\d+)\/.*$/, "$1/[redacted]") };
    if (authority !== `${to.host}:${to.port}` && !(to.port === 443 && authority === to.host)) {
      answer(response, 403, "authority mismatch: blocked");
      return;
    }
    const inUrl = urlRefusal(rules, request.url ?? "");
    if (inUrl !== null) {
      // The real one writes the secret into its log here.
      blocked(inUrl, inUrl.scanner === "core_dlp" ? { ...context, url } : context);
      answer(response, 403, `blocked: ${inUrl.reason}`, inUrl.hint);
      return;
    }
    const action = rules.request_body_scanning.action;
    if (headerHasSecret(rules, request.headers)) {
      const reason = "request header contains secret";
      if (action === "block") {
        blocked({ scanner: "header_dlp", reason, hint: null }, context);
        answer(response, 403, `blocked: ${reason}`);
        return;
      }
      log("anomaly", { ...context, scanner: "header_dlp", reason, score: 0.8 });
    }
    const body = await buffer(request);
    const always = bodyRefusal(rules, request.headers, body);
    const found = findings(rules, body.toString("utf8"));
    const reason = always ?? `request body contains secret: ${found.join(", ")}`;
    if (always !== null || (found.length > 0 && action === "block")) {
      blocked({ scanner: "body_dlp", reason, hint: null }, context);
      answer(response, 403, `blocked: ${reason}`);
      return;
    }
    if (found.length > 0) log("anomaly", { ...context, scanner: "body_dlp", reason, score: 0.8 });
    forward(to, { request, response }, body);
  }

  function forward(to: Upstream, { request, response }: Exchange, body: Buffer): void {
    const { "accept-encoding": _, upgrade: __, ...headers } = request.headers;
    const upstream = httpsRequest(
      {
        host: to.address,
        port: to.port,
        ...(to.address === to.host ? {} : { servername: to.host }),
        ca: roots,
        method: request.method,
        path: request.url,
        headers,
      },
      (incoming) => void passBack(incoming, response),
    );
    upstream.on("error", (error) => {
      log("error", { method: request.method, error: error.message });
      if (response.headersSent) response.destroy();
      else answer(response, 502, "upstream error");
    });
    upstream.end(body);
  }

  async function passBack(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    if (incoming.headers["content-encoding"] !== undefined) {
      incoming.resume();
      answer(response, 403, "blocked: compressed response cannot be scanned");
      return;
    }
    const stream = incoming.headers["content-type"]?.startsWith("text/event-stream") === true;
    const held = stream ? null : await buffer(incoming);
    response.writeHead(incoming.statusCode ?? 502, incoming.rawHeaders);
    if (held === null) incoming.pipe(response);
    else response.end(held);
  }

  function blocked(refusal: Refusal, context: Record<string, unknown>): void {
    log("blocked", { ...context, scanner: refusal.scanner, reason: refusal.reason });
  }
}

interface Upstream {
  host: string;
  port: number;
  address: string;
}

interface Exchange {
  request: IncomingMessage;
  response: ServerResponse;
}

function answer(response: ServerResponse, status: number, ...[text, hint]: [string, (string | null)?]): void {
  const hints = hint === null || hint === undefined ? {} : { "X-Pipelock-Hint": hint };
  response.writeHead(status, { ...PLAIN, ...hints });
  response.end(`${text}\n`);
}

function rawAnswer(status: string, text: string, hint: string | null): string {
  const body = `${text}\n`;
  const headers = {
    ...PLAIN,
    ...(hint === null ? {} : { "X-Pipelock-Hint": hint }),
    "Content-Length": body.length,
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  return [`HTTP/1.1 ${status}`, ...lines, "", body].join("\r\n");
}

function commonName(pem: string): string {
  return /^CN=(.*)$/m.exec(new X509Certificate(pem).subject)?.[1] ?? "";
}

/** As the real one: every PEM of the directory besides the system's roots. */
function extraRoots(): string[] {
  const directory = process.env["SSL_CERT_DIR"];
  if (directory === undefined) return [];
  return readdirSync(directory).map((name) => readFileSync(join(directory, name), "utf8"));
}
