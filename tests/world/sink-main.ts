/**
 * The other side of every test: a server in a container or a process of the test's own that answers for all upstream names, over
 * HTTPS and HTTP, and prints one JSON line per connection and request, so that a test judges by what really arrived.
 * It runs on plain Node from a single file; certificates lie beside it.
 */
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { type IncomingMessage, type RequestListener, type ServerResponse, createServer } from "node:http";
import { createServer as createTlsServer } from "node:https";
import { createServer as createTcpServer, type Server } from "node:net";
import { createSecureContext } from "node:tls";
import { createSocket } from "node:dgram";

const certificates: Record<string, { cert: string; key: string }> = JSON.parse(
  readFileSync(`${import.meta.dirname}/certificates.json`, "utf8"),
);
const files: Record<string, { type: string; base64: string }> = JSON.parse(
  readFileSync(`${import.meta.dirname}/files.json`, "utf8"),
);

const print = (line: object): void => void process.stdout.write(`${JSON.stringify(line)}\n`);

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
}

let released = Promise.withResolvers<void>();

/** One event, and the others only after a request to `/release`: whoever holds events back never gets to send it. */
function stream(response: ServerResponse): void {
  response.writeHead(200, { "content-type": "text/event-stream" });
  response.write("data: 0\n\n");
  void released.promise.then(() => response.end("data: 1\n\ndata: 2\n\n"));
}

function release(response: ServerResponse): void {
  released.resolve();
  released = Promise.withResolvers<void>();
  response.end("released\n");
}

interface Message {
  role: string;
  content: string | { type: string; text?: string }[];
}

const ORDER = /CALL:\[(\S+) ([^\]]*)\]|RUN:\[([^\]]*)\]/g;

/**
 * What the model does next: each `CALL:[tool {"argument":"text"}]` in what was said last asks for that tool, each
 * `RUN:[command]` for the shell, one after the other. Null: the result of the last one is there.
 */
function nextTool(messages: readonly Message[]): { name: string; input: unknown } | null {
  let orders = [..."RUN:[true]".matchAll(ORDER)];
  let results = 0;
  for (const { role, content } of messages) {
    const blocks = typeof content === "string" ? [{ type: "text", text: content }] : content;
    for (const { type, text = "" } of blocks) {
      if (type === "tool_result") results += 1;
      const said = role === "user" ? [...text.matchAll(ORDER)] : [];
      if (said.length > 0) [orders, results] = [said, 0];
    }
  }
  const next = orders[results];
  if (next === undefined) return null;
  const [, name, given = "", command] = next;
  if (name !== undefined) return { name, input: JSON.parse(given) };
  return { name: "Bash", input: { command, description: "run" } };
}

/** What the client holds for one message has one id. */
let turns = 0;

/** A turn of the model API, as a stream: tool calls first, then, once the last result came back, the closing text. */
function model(response: ServerResponse, body: string): void {
  const asked = JSON.parse(body) as { model: string; stream?: boolean; messages: Message[] };
  turns += 1;
  const tool = nextTool(asked.messages);
  const block =
    tool === null
      ? { type: "text", text: "all done" }
      : { type: "tool_use", id: `toolu_sink${turns}`, ...tool };
  const usage = { input_tokens: 1, output_tokens: 1 };
  const message = {
    id: `msg_sink${turns}`,
    type: "message",
    role: "assistant",
    model: asked.model,
    stop_sequence: null,
    usage,
  };
  const stop = tool === null ? "end_turn" : "tool_use";
  if (asked.stream !== true) {
    response.writeHead(200, { "content-type": "application/json" });
    response.end(JSON.stringify({ ...message, content: [block], stop_reason: stop }));
    return;
  }
  response.writeHead(200, { "content-type": "text/event-stream" });
  const event = (type: string, data: object): void => {
    response.write(`event: ${type}\ndata: ${JSON.stringify({ type, ...data })}\n\n`);
  };
  event("message_start", { message: { ...message, content: [], stop_reason: null } });
  const started = tool === null ? { ...block, text: "" } : { ...block, input: {} };
  event("content_block_start", { index: 0, content_block: started });
  const delta =
    tool === null
      ? { type: "text_delta", text: "all done" }
      : { type: "input_json_delta", partial_json: JSON.stringify(tool.input) };
  event("content_block_delta", { index: 0, delta });
  event("content_block_stop", { index: 0 });
  event("message_delta", { delta: { stop_reason: stop, stop_sequence: null }, usage });
  event("message_stop", {});
  response.end();
}

function answer(request: IncomingMessage, response: ServerResponse, body: Buffer): void {
  const path = (request.url ?? "/").split("?")[0] ?? "/";
  const file = files[`${request.headers.host ?? ""}${path}`] ?? files[path];
  if (file !== undefined) {
    response.writeHead(200, { "content-type": file.type });
    response.end(Buffer.from(file.base64, "base64"));
    return;
  }
  if (path === "/v1/messages") return model(response, body.toString("utf8"));
  if (path === "/api/claude_code/policy_limits") {
    response.writeHead(200, { "content-type": "application/json" });
    response.end('{"restrictions":{}}');
    return;
  }
  if (path.startsWith("/echo")) {
    response.writeHead(200, { "content-type": "application/json" });
    response.end(JSON.stringify({ headers: request.rawHeaders, body: body.toString("utf8") }));
    return;
  }
  if (path === "/sse") return stream(response);
  if (path === "/release") return release(response);
  if (path.startsWith("/redirect/")) {
    response.writeHead(302, { location: `https://${path.slice("/redirect/".length)}/landed` });
    response.end();
    return;
  }
  if (path.startsWith("/missing") || path.startsWith("/repo.git/") || path.startsWith("/api/claude")) {
    response.writeHead(404, { "content-type": "text/plain" });
    response.end("no such thing\n");
    return;
  }
  response.writeHead(200, { "content-type": "text/plain" });
  response.end(`sink: ${request.method} ${path}\n`);
}

const listener =
  (scheme: "http" | "https"): RequestListener =>
  (request, response) => {
    void bodyOf(request).then((body) => {
      print({
        event: "request",
        scheme,
        from: request.socket.remoteAddress,
        method: request.method,
        host: request.headers.host,
        url: request.url,
        headers: request.rawHeaders,
        body: body.toString("base64"),
      });
      answer(request, response, body);
    });
  };

const tls = createTlsServer(
  {
    SNICallback: (name, done) => {
      const pair = certificates[name] ?? certificates["*"];
      done(null, pair === undefined ? undefined : createSecureContext(pair));
    },
    ...Object.values(certificates)[0],
  },
  listener("https"),
);
const plain = createServer(listener("http"));
const connected = (port: number) => (socket: { remoteAddress?: string | undefined }) =>
  print({ event: "connection", port, from: socket.remoteAddress });

/** The address that it answers on; every one where none is named. */
const address = process.argv[2] ?? "0.0.0.0";
const listening: Promise<unknown>[] = [];
function listen(server: Server, port: number): void {
  listening.push(once(server.listen(port, address), "listening"));
}

tls.on("connection", connected(443));
plain.on("connection", connected(80));
listen(tls, 443);
listen(plain, 80);
for (const port of [22, 853, 8888, 9099]) {
  const raw = createTcpServer((socket) => {
    connected(port)(socket);
    socket.on("error", () => socket.destroy());
    socket.on("data", (data) => print({ event: "bytes", port, data: data.toString("base64") }));
  });
  listen(raw, port);
}
for (const port of [53, 443]) {
  const udp = createSocket("udp4");
  udp.on("message", (data, from) =>
    print({ event: "datagram", port, from: from.address, data: data.toString("base64") }),
  );
  listening.push(once(udp.bind(port, address), "listening"));
}
const names = createTcpServer((socket) => {
  connected(53)(socket);
  socket.destroy();
});
listen(names, 53);
await Promise.all(listening);
print({ event: "ready" });
