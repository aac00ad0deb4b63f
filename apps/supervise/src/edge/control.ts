import { BottleError } from "@claude-bottle/shared";
import { liveStateSchema } from "@claude-bottle/shared/contracts";
import fastify, { type FastifyInstance } from "fastify";
import { z } from "zod";
import type { Proposals } from "./proposals.ts";
import type { Service } from "./service.ts";

const BODY_LIMIT = 4 * 1024 * 1024;

/** What the operator's side asks on the control socket. */
export function createControl(service: Service, proposals: Proposals): FastifyInstance {
  const app = fastify({ bodyLimit: BODY_LIMIT, logger: false });
  app.setErrorHandler((error, _, reply) => {
    const known = error instanceof BottleError;
    const status = known
      ? error.httpStatus
      : error instanceof Error && "statusCode" in error
        ? Number(error.statusCode)
        : 500;
    void reply.code(status).send({
      error: known ? error.code : "internal",
      message: known ? error.message : "The request could not be carried out",
      ...(known && error.hint !== undefined ? { hint: error.hint } : {}),
    });
  });
  app.get("/healthz", () => ({ status: "ok" }));
  app.get("/status", () => ({
    held: service.held,
    pending: proposals.pending.map(({ id, kind }) => ({ id, kind })),
  }));
  /** Takes answers now, where the file system does not tell of them. */
  app.post("/look", async () => {
    await proposals.look();
    return { pending: proposals.pending.length };
  });
  app.put("/live", (request) => {
    const parsed = liveStateSchema.safeParse(request.body);
    if (!parsed.success)
      throw new BottleError(
        "config-invalid",
        `What is in force does not have the expected form: ${z.prettifyError(parsed.error)}`,
        { hint: "Correct the named keys; what was said before still holds" },
      );
    service.live = parsed.data;
    return {};
  });
  return app;
}
