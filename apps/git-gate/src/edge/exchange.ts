import type { IncomingMessage, ServerResponse } from "node:http";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { FastifyReply } from "fastify";

interface AnswerBody {
  /** Goes before the stream. */
  before?: Uint8Array;
  stream: Readable;
  /**
   * Whether the stream was all there is to say, known after its end. git's client waits for ever behind an answer that ends
   * early, and learns from a connection that breaks off.
   */
  isWhole: Promise<boolean>;
}

/** One request for git, from here on without the HTTP framework. */
export interface Exchange extends Disposable {
  request: IncomingMessage;
  response: ServerResponse;
  /** Whether the client went away before its answer was whole. */
  readonly isGone: boolean;
  onGone(action: () => void): void;
  /** From now on a client that neither sends nor takes anything for a while is cut off. */
  limitSilence(): void;
  /** Sends a stream to its end, or as far as the client takes it. */
  stream(headers: Record<string, string>, body: AnswerBody): Promise<void>;
  send(headers: Record<string, string>, body: Uint8Array): void;
}

/** Takes a reply over; `silence` is in milliseconds. */
export function takeOver(request: IncomingMessage, reply: FastifyReply, silence: number): Exchange {
  reply.hijack();
  const response = reply.raw;
  const { socket } = request;
  const cut = (): void => {
    socket.destroy();
  };
  return {
    request,
    response,
    get isGone() {
      return response.destroyed && !response.writableFinished;
    },
    onGone(action) {
      response.once("close", () => {
        if (!response.writableFinished) action();
      });
    },
    limitSilence() {
      socket.setTimeout(silence);
      socket.on("timeout", cut);
    },
    async stream(headers, { before, stream, isWhole }) {
      response.writeHead(200, headers);
      if (before === undefined) response.flushHeaders();
      else response.write(before);
      // Whoever is gone hears nothing more
      await pipeline(stream, response, { end: false }).catch(() => {});
      if (await isWhole) response.end();
      else socket.destroySoon();
    },
    send(headers, body) {
      response.writeHead(200, headers);
      response.end(body);
    },
    [Symbol.dispose]() {
      socket.off("timeout", cut);
      socket.setTimeout(0);
      // What nobody read of a body would stand before the next request for ever
      if (request.complete) return;
      if (response.writableFinished) socket.destroySoon();
      else response.once("finish", () => socket.destroySoon());
    },
  };
}
