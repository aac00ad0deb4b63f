import { randomUUID } from "node:crypto";
import fastify, { type FastifyInstance, type FastifyRequest } from "fastify";
import { nestsDeeperThan } from "../core/nesting.ts";
import type { Limits } from "./limits.ts";
import type { McpHandler } from "./mcp.ts";
import { OpenCalls } from "./open-calls.ts";

/** https://www.jsonrpc.org/specification#error_object */
const INVALID_REQUEST = -32_600;
const PARSE_ERROR = -32_700;

/** Names a client in its later requests; nothing is kept under it but what is being answered. */
const SESSION = "mcp-session-id";

/** What a client is told that is not answered as MCP. */
class Refused extends Error {
  readonly statusCode: number;
  readonly code: number;

  constructor(statusCode: number, message: string, code = INVALID_REQUEST) {
    super(message);
    this.statusCode = statusCode;
    this.code = code;
  }
}

const WORDS: Readonly<Record<number, string>> = {
  400: "The request is not one JSON-RPC message",
  413: "The request is too large",
  415: "The request is not application/json",
};

function headersOf({ raw }: FastifyRequest): Headers {
  const headers = new Headers();
  for (let at = 0; at + 1 < raw.rawHeaders.length; at += 2)
    headers.append(raw.rawHeaders[at] ?? "", raw.rawHeaders[at + 1] ?? "");
  return headers;
}

/** What the agent reaches: `POST /mcp`, one JSON-RPC message a request, and nothing else. */
export function createFront(mcp: McpHandler, limits: Limits): FastifyInstance {
  const app = fastify({
    logger: false,
    bodyLimit: limits.body,
    requestTimeout: limits.request,
    forceCloseConnections: "idle",
    exposeHeadRoutes: false,
  });
  const calls = new OpenCalls();
  app.server.maxConnections = limits.connections;
  const parse = app.getDefaultJsonParser("error", "error");
  app.removeAllContentTypeParsers();
  app.addContentTypeParser<string>("application/json", { parseAs: "string" }, (request, text, done) => {
    if (nestsDeeperThan(text, limits.nesting))
      done(new Refused(400, `The request nests deeper than ${limits.nesting} levels`, PARSE_ERROR));
    else void parse(request, text, done);
  });
  app.setErrorHandler((error, _, reply) => {
    const status = error instanceof Error && "statusCode" in error ? Number(error.statusCode) : 500;
    // A parser's message quotes what it was given
    const message =
      error instanceof Refused ? error.message : (WORDS[status] ?? "The request was not carried out");
    const code = error instanceof Refused ? error.code : status === 400 ? PARSE_ERROR : INVALID_REQUEST;
    void reply.code(status).send({ jsonrpc: "2.0", error: { code, message }, id: null });
  });
  app.setNotFoundHandler(() => {
    throw new Refused(404, "There is nothing here but POST /mcp");
  });
  app.addHook("onRequest", async (request) => {
    // No MCP client of an agent sends one; a browser does, for a page that has no business here
    if (request.headers.origin !== undefined) throw new Refused(403, "A request with an Origin is refused");
  });
  app.route({
    method: ["GET", "DELETE"],
    url: "/mcp",
    handler: (_, reply) => {
      void reply.header("Allow", "POST");
      throw new Refused(405, "There is no stream and no session besides the requests themselves");
    },
  });
  app.post("/mcp", async (request, reply) => {
    if (typeof request.body !== "object" || request.body === null || Array.isArray(request.body))
      throw new Refused(400, "Send one JSON-RPC message a request, no batch");
    const session = request.headers[SESSION]?.toString() ?? null;
    calls.cancel(session, request.body);
    const call = calls.begin(session, request.body);
    call.gone.signal.addEventListener("abort", () => reply.raw.destroy());
    reply.raw.once("close", () => {
      call[Symbol.dispose]();
      call.gone.abort();
    });
    if ("method" in request.body && request.body.method === "initialize")
      void reply.header(SESSION, randomUUID());
    // The address is of no account: where the request goes was decided here
    const received = new Request("http://supervise/mcp", {
      method: "POST",
      headers: headersOf(request),
      signal: call.gone.signal,
    });
    return await reply.send(await mcp(received, request.body));
  });
  return app;
}
