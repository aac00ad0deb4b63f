import { BottleError } from "@claude-bottle/shared";
import type { FastifyInstance } from "fastify";
import { ZodError, prettifyError } from "zod";
import type { PageRefusal } from "./wire.ts";

/** Every failure as JSON that says what it is. What a parser says of a request is not passed on: it quotes it. */
export function answerErrors(app: FastifyInstance): void {
  app.setErrorHandler((error, _, reply) => {
    const { status, body } = answerTo(error);
    void reply.code(status).send(body);
  });
  app.setNotFoundHandler((_, reply) => {
    const body: PageRefusal = {
      error: "not-found",
      message: "There is no such thing here",
      hint: "Open the address as it was printed",
    };
    void reply.code(404).send(body);
  });
}

function answerTo(error: unknown): { status: number; body: PageRefusal } {
  if (error instanceof BottleError) {
    const hint = error.hint === undefined ? {} : { hint: error.hint };
    return { status: error.httpStatus, body: { error: error.code, message: error.message, ...hint } };
  }
  if (error instanceof ZodError) {
    return { status: 400, body: { error: "request", message: prettifyError(error) } };
  }
  const status = error instanceof Error && "statusCode" in error ? Number(error.statusCode) : 500;
  return status >= 400 && status < 500
    ? { status, body: { error: "request", message: "The request has no form that is understood here" } }
    : { status: 500, body: { error: "internal", message: "The request could not be carried out" } };
}
