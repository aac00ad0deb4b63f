import fastify, { type FastifyInstance } from "fastify";
import { BottleError } from "../errors.ts";

/** What every control socket has: `/healthz`, and errors as JSON with their code. `bodyLimit` in bytes. */
export function controlServer(bodyLimit: number): FastifyInstance {
  const app = fastify({ bodyLimit, logger: false });
  app.setErrorHandler((error, _, reply) => {
    const known = error instanceof BottleError;
    const status = known
      ? error.httpStatus
      : error instanceof Error && "statusCode" in error
        ? Number(error.statusCode)
        : 500;
    void reply.code(status).send({
      error: known ? error.code : "internal",
      // A parser's message quotes what it was given
      message: known ? error.message : "The request could not be carried out",
      ...(known && error.hint !== undefined ? { hint: error.hint } : {}),
    });
  });
  app.get("/healthz", () => ({ status: "ok" }));
  return app;
}
