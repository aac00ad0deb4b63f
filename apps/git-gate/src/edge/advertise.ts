import { FLUSH, packet } from "../core/pkt-line.ts";
import { printable } from "../core/printable.ts";
import { gitEnvironment, protocolVersion, receiveSettings, serveSettings } from "../core/git-environment.ts";
import type { Exchange } from "./exchange.ts";
import type { Gate, Served } from "./gate.ts";
import { answerHeaders, startService, type ServiceName } from "./git-service.ts";

/** A refusal that git's client shows as `fatal: remote error: …`; of a bare status it shows far less. */
export function refuseAdvertisement(exchange: Exchange, name: ServiceName, why: string): void {
  const error = packet(`ERR git-gate: ${printable(why, 2000)}`);
  exchange.send(
    answerHeaders(name, "advertisement"),
    Buffer.concat([packet(`# service=${name}\n`), FLUSH, error]),
  );
}

/** Tells a client what there is, as it is at the upstream at this moment, or not at all. */
export async function advertise(
  gate: Gate,
  { mirror, remote }: Served,
  { exchange, name }: { exchange: Exchange; name: ServiceName },
): Promise<void> {
  const { limits, hooks, log } = gate.options;
  try {
    await mirror.refresh();
  } catch (error) {
    const why = error instanceof Error ? error.message : "unknown";
    log.event("refresh-failed", { remote: remote.name, why });
    refuseAdvertisement(exchange, name, `the upstream cannot be reached, so nothing is served: ${why}`);
    return;
  }
  using place = gate.enter();
  if (place === null) {
    refuseAdvertisement(exchange, name, "it is busy, try again");
    return;
  }
  const isFetch = name === "git-upload-pack";
  const protocol = protocolVersion(exchange.request.headers["git-protocol"]?.toString());
  const settings = isFetch ? serveSettings : receiveSettings(hooks, limits);
  const service = startService({
    name,
    directory: mirror.directory,
    env: { ...gitEnvironment(settings, limits), ...protocol },
    advertise: true,
    timeout: limits.ask,
    pipes: 0,
  });
  exchange.limitSilence();
  exchange.onGone(service.kill);
  // Version 2 of a fetch has no preamble: https://git-scm.com/docs/protocol-v2#_http_transport
  const isBare = isFetch && protocol["GIT_PROTOCOL"] === "version=2";
  const preamble = isBare ? {} : { before: Buffer.concat([packet(`# service=${name}\n`), FLUSH]) };
  const { stdout: stream, isWhole } = service;
  const sent = exchange.stream(answerHeaders(name, "advertisement"), { ...preamble, stream, isWhole });
  await Promise.all([sent, service.ended]);
}
