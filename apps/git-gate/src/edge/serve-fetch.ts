import { packet } from "../core/pkt-line.ts";
import { gitEnvironment, protocolVersion, serveSettings } from "../core/git-environment.ts";
import type { Exchange } from "./exchange.ts";
import type { Gate, Served } from "./gate.ts";
import { answerHeaders, startService } from "./git-service.ts";
import { pour } from "./pour.ts";
import { requestBody } from "./request-body.ts";

/** Answers the questions of a clone or fetch out of the mirror. */
export async function serveFetch(gate: Gate, { mirror }: Served, exchange: Exchange): Promise<void> {
  const { limits } = gate.options;
  const headers = answerHeaders("git-upload-pack", "result");
  const body = requestBody(exchange.request);
  using place = gate.enter();
  if (body === null || place === null) {
    const why = place === null ? "it is busy, try again" : "this encoding of a request is not known";
    exchange.send(headers, packet(`ERR git-gate: ${why}`));
    return;
  }
  const protocol = protocolVersion(exchange.request.headers["git-protocol"]?.toString());
  const service = startService({
    name: "git-upload-pack",
    directory: mirror.directory,
    env: { ...gitEnvironment(serveSettings, limits), ...protocol },
    advertise: false,
    timeout: limits.request,
    pipes: 0,
  });
  const { stdin, stdout: stream, isWhole } = service;
  exchange.limitSilence();
  exchange.onGone(service.kill);
  const poured = pour(body, stdin, limits.fetchBody).catch(() => service.kill());
  await Promise.all([poured, exchange.stream(headers, { stream, isWhole }), service.ended]);
}
