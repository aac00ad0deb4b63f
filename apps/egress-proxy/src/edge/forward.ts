import type { Live, RequestPlan } from "@claude-bottle/policy";
import { hostHeader } from "@claude-bottle/policy";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Readable } from "node:stream";
import { answerRefusal } from "./answer.ts";
import type { Entry } from "./log.ts";
import { isEmpty, outgoingBody } from "./outgoing-body.ts";
import { isGone, refusalOf } from "./refused-error.ts";
import { Relay } from "./relay.ts";
import type { Times } from "./times.ts";
import type { Upstreams } from "./upstreams.ts";

/** A request that may leave, with everything that carrying it out takes. */
export interface Exchange {
  live: Live;
  upstreams: Upstreams;
  plan: RequestPlan;
  request: IncomingMessage;
  response: ServerResponse;
  entry: Entry;
  times: Times;
}

const REPEATABLE = new Set(["GET", "HEAD", "OPTIONS"]);

/** Ends an exchange that cannot go on: with words while nothing was answered, else by breaking off. */
function fail(exchange: Exchange, error: unknown): void {
  const { request, response, plan, entry } = exchange;
  if (response.destroyed) return;
  const refusal = refusalOf(error, plan.authority);
  entry.rule = refusal.code;
  entry.verdict = "deny";
  if (response.headersSent) response.destroy();
  else entry.bytesOut = answerRefusal(request, response, refusal);
}

function pathOf({ upstreams, plan }: Exchange): string {
  return upstreams.isAbsolute(plan) ? `http://${hostHeader(plan.authority, 80)}${plan.target}` : plan.target;
}

function headersOf({ plan }: Exchange): string[] {
  if (plan.body.kind !== "length" || plan.inflate !== null || isEmpty(plan)) return plan.headers;
  return [...plan.headers, "Content-Length", String(plan.body.bytes)];
}

function send(exchange: Exchange, body: Readable | null, attempt: "pooled" | "fresh"): void {
  const { upstreams, plan, response } = exchange;
  const dispatcher = attempt === "pooled" ? upstreams.pool(plan) : upstreams.fresh(plan);
  const relay = new Relay(exchange, (error) => {
    // A kept connection may have been closed while the request was on its way: https://www.rfc-editor.org/rfc/rfc9112#section-9.3.1
    const mayRepeat =
      attempt === "pooled" && body === null && !relay.hasAnswer && REPEATABLE.has(plan.method);
    if (mayRepeat && isGone(error) && !response.destroyed) send(exchange, null, "fresh");
    else fail(exchange, error);
  });
  dispatcher.dispatch(
    { path: pathOf(exchange), method: plan.method, headers: headersOf(exchange), body },
    relay,
  );
  if (attempt === "fresh") void dispatcher.close();
}

/** Carries out a plan: body out, answer in. Resolves when the request is under way or was refused. */
export async function forward(exchange: Exchange): Promise<void> {
  const { response, entry } = exchange;
  response.once("close", () => {
    entry.end(response.headersSent ? response.statusCode : 499);
  });
  try {
    if (exchange.plan.expectContinue) response.writeContinue();
    const body = await outgoingBody(exchange);
    if (response.destroyed) return;
    send(exchange, body, "pooled");
  } catch (error) {
    fail(exchange, error);
  }
}
