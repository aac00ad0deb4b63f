import {
  mayBeVerdict,
  planResponse,
  planTrailers,
  maskText,
  readUpstreamVerdict,
  VERDICT_PEEK,
  type UpstreamAnswer,
} from "@claude-bottle/policy";
import type { Dispatcher } from "undici";
import { AnswerBody } from "./answer-body.ts";
import type { Exchange } from "./forward.ts";
import { RefusedError } from "./refused-error.ts";

const BODILESS = new Set([204, 304]);

interface Head {
  status: number;
  reason: string;
  rawHeaders: string[];
}

/** Names and values as they came; undici gives the bytes of an HTTP/1.1 head. */
function flat(raw: Dispatcher.DispatchController["rawHeaders"]): string[] {
  if (!Array.isArray(raw)) return [];
  return raw.map((item) => (typeof item === "string" ? item : item.toString("latin1")));
}

/** Takes an answer from upstream and gives the agent what it may see of it. */
export class Relay implements Dispatcher.DispatchHandler {
  readonly #exchange: Exchange;
  readonly #failed: (error: unknown) => void;
  #controller: Dispatcher.DispatchController | undefined;
  #body: AnswerBody | undefined;
  /** An answer that may be pipelock's, until enough of it came to tell. */
  #undecided: { head: Head; answer: UpstreamAnswer; chunks: Buffer[]; size: number } | undefined;
  #isOver = false;
  /** True once upstream answered anything. */
  hasAnswer = false;

  constructor(exchange: Exchange, failed: (error: unknown) => void) {
    this.#exchange = exchange;
    this.#failed = failed;
    exchange.response.once("close", () => {
      // Every exchange ends here: only one that is cut off pays for an error and its stack
      if (!this.#isOver) this.#stop(new Error("client gone"));
    });
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#isOver || this.#exchange.response.destroyed) controller.abort(new Error("client gone"));
  }

  // oxlint-disable-next-line max-params -- the signature is undici's
  onResponseStart(controller: Dispatcher.DispatchController, status: number, _: unknown, reason = ""): void {
    // Interim answers end here: the agent got its 100 from us.
    if (status < 200 || this.#isOver) return;
    this.hasAnswer = true;
    const head = { status, reason, rawHeaders: flat(controller.rawHeaders) };
    const { upstreams, plan } = this.#exchange;
    const answer: UpstreamAnswer = {
      stage: "request",
      host: plan.authority.host,
      fromPipelock: upstreams.passesPipelock(plan),
      status,
      rawHeaders: head.rawHeaders,
    };
    if (mayBeVerdict(answer)) this.#undecided = { head, answer, chunks: [], size: 0 };
    else this.#begin(head);
  }

  onResponseData(_: unknown, chunk: Buffer): void {
    if (this.#isOver) return;
    if (this.#undecided === undefined) {
      this.#body?.write(chunk);
      return;
    }
    this.#undecided.chunks.push(chunk);
    this.#undecided.size += chunk.length;
    if (this.#undecided.size >= VERDICT_PEEK) this.#settle();
  }

  onResponseEnd(controller: Dispatcher.DispatchController): void {
    if (this.#undecided !== undefined) this.#settle();
    if (this.#isOver) return;
    this.#isOver = true;
    const { live, plan } = this.#exchange;
    this.#body?.end(planTrailers(live, plan, flat(controller.rawTrailers)));
  }

  onResponseError(_: unknown, error: Error): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#failed(error);
  }

  #settle(): void {
    const undecided = this.#undecided;
    this.#undecided = undefined;
    if (undecided === undefined) return;
    const start = Buffer.concat(undecided.chunks);
    const text = start.subarray(0, VERDICT_PEEK).toString("latin1");
    const refusal = readUpstreamVerdict(this.#exchange.live, undecided.answer, text);
    if (refusal !== null) {
      this.#refuse(new RefusedError(refusal));
      return;
    }
    this.#begin(undecided.head);
    if (start.length > 0) this.#body?.write(start);
  }

  #begin({ status, reason, rawHeaders }: Head): void {
    const { live, plan, response, request, entry } = this.#exchange;
    const planned = planResponse(live, plan, { status, rawHeaders });
    if ("code" in planned) {
      this.#refuse(new RefusedError(planned));
      return;
    }
    response.sendDate = false;
    try {
      response.writeHead(status, planned.mask ? maskText(live, reason) : reason, planned.headers);
    } catch (error) {
      // A head that Node does not write, such as a reason with control characters.
      this.#refuse(Object.assign(new Error("head", { cause: error }), { code: "UND_ERR_RES_HEAD" }));
      return;
    }
    const hasBody = request.method !== "HEAD" && !BODILESS.has(status);
    this.#body = new AnswerBody({
      live,
      response,
      entry,
      mask: planned.mask && hasBody,
      inflate: hasBody ? planned.inflate : null,
      pause: () => this.#controller?.pause(),
      resume: () => this.#controller?.resume(),
      failed: (error) => this.#abandon(error),
    });
    if (isEventStream(planned.headers)) response.flushHeaders();
  }

  #refuse(error: unknown): void {
    if (!this.#isOver) this.#abandon(error);
  }

  /** Also after upstream's last byte, which the agent may not have got yet. */
  #abandon(error: unknown): void {
    this.#stop(new Error("refused"));
    this.#failed(error);
  }

  #stop(reason: Error): void {
    this.#isOver = true;
    if (this.#controller?.aborted === false) this.#controller.abort(reason);
  }
}

/** Events are waited for one by one: the head must not wait for the first. */
function isEventStream(headers: readonly string[]): boolean {
  const at = headers.findIndex((name, index) => index % 2 === 0 && name.toLowerCase() === "content-type");
  return at !== -1 && /^text\/event-stream/i.test(headers[at + 1] ?? "");
}
