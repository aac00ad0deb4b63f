import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from "fastify";
import { packet } from "../core/pkt-line.ts";
import { printable } from "../core/printable.ts";
import { shownName } from "../core/shown-name.ts";
import { readRepositoryPath } from "../core/repository-path.ts";
import { advertise, refuseAdvertisement } from "./advertise.ts";
import { takeOver, type Exchange } from "./exchange.ts";
import type { Gate, Served } from "./gate.ts";
import { answerHeaders, isServiceName, type ServiceName } from "./git-service.ts";
import { receivePush } from "./receive-push.ts";
import { serveFetch } from "./serve-fetch.ts";

const HEAD_MS = 15_000;
/** A fingerprint with every character escaped. */
const LONGEST_PARAMETER = 600;

const lfsAnswer = {
  message:
    "git-gate does not carry Git LFS: commit the files themselves, or leave them out (git lfs untrack <pattern>)",
};

/**
 * Smart HTTP for git's clients: https://git-scm.com/docs/http-protocol. Besides that one question is answered: whether a push
 * was refused for a finding, which the supervise service asks before it takes a proposal to waive it.
 */
export function createFront(gate: Gate): FastifyInstance {
  const app = fastify({
    logger: false,
    bodyLimit: Number.MAX_SAFE_INTEGER,
    requestTimeout: 0,
    forceCloseConnections: true,
    exposeHeadRoutes: false,
    routerOptions: { maxParamLength: LONGEST_PARAMETER },
  });
  app.server.headersTimeout = HEAD_MS;
  // A body is left alone until git's own reader takes it
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("*", (_request, _payload, done) => done(null));
  app.get<{ Params: { fingerprint: string } }>("/findings/:fingerprint", async (request, reply) => {
    await reply.code(gate.hasRefused(request.params.fingerprint) ? 204 : 404).send();
  });
  app.all("/*", async (request, reply) => {
    await answer(gate, request, reply);
  });
  return app;
}

async function answer(gate: Gate, request: FastifyRequest, reply: FastifyReply): Promise<void> {
  try {
    await dispatch(gate, request, reply);
  } catch (error) {
    const why = printable(error instanceof Error ? error.message : "unknown");
    gate.options.log.event("failed", { why });
    // Whoever was promised an answer learns that there is none
    reply.raw.destroy();
  }
}

async function dispatch(gate: Gate, request: FastifyRequest, reply: FastifyReply): Promise<void> {
  const url = URL.canParse(request.url, "http://gate") ? new URL(request.url, "http://gate") : null;
  const asked = url === null ? null : readRepositoryPath(url.pathname);
  if (url === null || asked === null) {
    await reply.code(404).send("git-gate: not found\n");
    return;
  }
  if (asked.part.startsWith("info/lfs")) {
    gate.options.log.event("refused", {
      repository: shownName(asked.repository, gate.options.scanner),
      why: "Git LFS",
    });
    await reply.code(501).type("application/vnd.git-lfs+json").send(JSON.stringify(lfsAnswer));
    return;
  }
  const served = gate.find(asked.repository);
  const isAdvertisement = asked.part === "info/refs";
  const name = isAdvertisement ? url.searchParams.get("service") : asked.part;
  if (name === null || !isServiceName(name) || request.method !== (isAdvertisement ? "GET" : "POST")) {
    await reply.code(404).send("git-gate: only git's smart HTTP is served\n");
    return;
  }
  if (!isAdvertisement && request.headers["content-type"] !== `application/x-${name}-request`) {
    await reply.code(415).send(`git-gate: expected application/x-${name}-request\n`);
    return;
  }
  using exchange = takeOver(request.raw, reply, gate.options.limits.silence);
  if (served === null)
    refuseUndeclared(gate, exchange, { name, isAdvertisement, repository: asked.repository });
  else if (isAdvertisement) await advertise(gate, served, { exchange, name });
  else if (name === "git-receive-pack") await receivePush(gate, served, exchange);
  else await fetchFresh(gate, served, exchange);
}

function refuseUndeclared(
  gate: Gate,
  exchange: Exchange,
  { name, isAdvertisement, repository }: { name: ServiceName; isAdvertisement: boolean; repository: string },
): void {
  const declared = gate.served.map(({ remote }) => remote.name).join(", ") || "none";
  gate.options.log.event("refused", {
    repository: shownName(repository, gate.options.scanner),
    why: "not declared",
  });
  const why = `"${printable(repository, 200)}" is not declared in this bottle (declared: ${declared})`;
  if (isAdvertisement) refuseAdvertisement(exchange, name, why);
  else exchange.send(answerHeaders(name, "result"), packet(`ERR git-gate: ${why}`));
}

/** What was advertised a while ago is looked at again before it is served. */
async function fetchFresh(gate: Gate, served: Served, exchange: Exchange): Promise<void> {
  const { age } = served.mirror;
  try {
    if (age === null || age > gate.options.limits.fresh) await served.mirror.refresh();
  } catch (error) {
    const why = printable(error instanceof Error ? error.message : "unknown", 2000);
    const text = `ERR git-gate: the upstream cannot be reached, so nothing is served: ${why}`;
    exchange.send(answerHeaders("git-upload-pack", "result"), packet(text));
    return;
  }
  await serveFetch(gate, served, exchange);
}
