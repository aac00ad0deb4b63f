import { randomBytes } from "node:crypto";
import type { AddressInfo } from "node:net";
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from "fastify";
import type { Operator, Outcome } from "../operator/operator.ts";
import { answerErrors } from "./answer-errors.ts";
import { Feed } from "./feed.ts";
import { objectToHost, objectToOrigin, type Provenance } from "./guard.ts";
import { readPageFiles } from "./page-files.ts";
import type { Refusal } from "./refusal.ts";
import { addRoutes } from "./routes.ts";
import { securityHeaders } from "./security-headers.ts";
import { Session } from "./session.ts";
import { exchangeSchema } from "./wire.ts";

/** Bytes of a request's body: the longest text and the longest diff, with every character escaped or of several bytes. */
const MOST_BODY = 1024 * 1024;
/** Connections at a time, of all pages and whoever else on this machine finds the port. */
const MOST_CONNECTIONS = 64;
/** How long (ms) a page may take its last event, once the dashboard ends. */
const FAREWELL_MS = 500;

export interface Dashboard extends AsyncDisposable {
  /** Works once; what follows the `#` is not sent by a browser. */
  url: string;
}

/** Serves the page over what an operator sees and does, on an address of this machine alone. */
export async function serveDashboard(operator: Operator): Promise<Dashboard> {
  const base = `/${randomBytes(16).toString("base64url")}/`;
  const session = new Session(base, randomBytes);
  const decisions = new Set<Promise<Outcome>>();
  const feed = new Feed(operator);
  const app = fastify({
    bodyLimit: MOST_BODY,
    requestTimeout: 10_000,
    forceCloseConnections: "idle",
    exposeHeadRoutes: false,
    routerOptions: { maxParamLength: 200 },
    frameworkErrors: refuseUnreadable,
  });
  app.removeContentTypeParser("text/plain");
  answerErrors(app);
  app.server.maxConnections = MOST_CONNECTIONS;
  const authority = (): string => `127.0.0.1:${(app.server.address() as AddressInfo).port}`;

  refuseWhere(app, (request) => objectToHost(provenanceOf(request), authority()));
  for (const { name, type, bytes } of await readPageFiles()) {
    app.get(`${base}${name === "index.html" ? "" : name}`, (_, reply) => reply.type(type).send(bytes));
  }
  await app.register(
    async (own) => {
      refuseWhere(own, (request) => objectToOrigin(provenanceOf(request), authority()));
      own.post("/session", async ({ body }, reply) => {
        const cookie = session.exchange(exchangeSchema.parse(body).token);
        if (cookie === null) return reply.code(403).send(refusedToken);
        return reply.code(204).header("set-cookie", cookie).send();
      });
      await own.register(async (known) => {
        refuseWhere(known, ({ headers }) => (session.isProvenBy(headers.cookie) ? null : noSession));
        addRoutes(known, { operator, feed, decide });
      });
    },
    { prefix: base.slice(0, -1) },
  );

  async function decide(work: () => Promise<Outcome>): Promise<Outcome> {
    const outcome = work();
    decisions.add(outcome);
    try {
      return await outcome;
    } finally {
      decisions.delete(outcome);
      await feed.refresh();
    }
  }

  await app.listen({ host: "127.0.0.1", port: 0 });
  return {
    url: `http://${authority()}${base}#${session.token ?? ""}`,
    async [Symbol.asyncDispose]() {
      await Promise.allSettled(decisions);
      await feed[Symbol.asyncDispose]();
      const farewell = setTimeout(() => app.server.closeAllConnections(), FAREWELL_MS);
      await app.close();
      clearTimeout(farewell);
    },
  };
}

const refusedToken: Refusal = {
  status: 403,
  error: "token",
  message: "This address has been used, or is not the one that was printed; each works once",
  hint: "Start claude-bottle dashboard --web anew; if you did not use it, find out who did",
};

const noSession: Refusal = {
  status: 401,
  error: "session",
  message: "This browser has no session with this dashboard",
  hint: "Open the address that claude-bottle dashboard --web printed; it works once",
};

/** A path that cannot be decoded is none of ours. */
function refuseUnreadable(_error: Error, _request: unknown, reply: FastifyReply): void {
  void reply.code(404).headers(securityHeaders).send();
}

/** Answers what is objected to before anything of the request's body is read. */
function refuseWhere(app: FastifyInstance, objection: (request: FastifyRequest) => Refusal | null): void {
  app.addHook("onRequest", async (request, reply) => {
    void reply.headers(securityHeaders);
    const refusal = objection(request);
    if (refusal === null) return;
    const { status, ...body } = refusal;
    return reply.code(status).header("connection", "close").send(body);
  });
}

function provenanceOf({ method, raw }: FastifyRequest): Provenance {
  const { headersDistinct, headers } = raw;
  const site = headers["sec-fetch-site"];
  return {
    method,
    hosts: headersDistinct["host"] ?? [],
    origin: headers.origin,
    site: typeof site === "string" ? site : undefined,
  };
}
