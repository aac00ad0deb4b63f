import { egressConfigSchema, routesView, type EgressConfig } from "@claude-bottle/policy";
import { BottleError } from "@claude-bottle/shared";
import fastify, { type FastifyInstance } from "fastify";
import { z } from "zod";
import type { Service } from "./service.ts";

const BODY_LIMIT = 16 * 1024 * 1024;

/** What the operator's side asks on the control socket. `reread` reads the configuration file again. */
export function createControl(service: Service, reread: () => EgressConfig): FastifyInstance {
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
      // A parser's message quotes what it was given.
      message: known ? error.message : "The request could not be carried out",
      ...(known && error.hint !== undefined ? { hint: error.hint } : {}),
    });
  });
  app.get("/healthz", () => ({ status: "ok" }));
  app.get("/routes", () => ({
    routes: routesView(service.rules.live),
    allowlist: service.rules.live.config.allowlist,
  }));
  app.get("/ca", (_, reply) => reply.type("application/x-pem-file").send(service.authority.certPem));
  app.put("/config", (request) => {
    const parsed = egressConfigSchema.safeParse(request.body);
    if (!parsed.success) {
      throw new BottleError(
        "config-invalid",
        `The configuration does not have the expected form: ${z.prettifyError(parsed.error)}`,
        {
          hint: "Correct the named keys; the rules in force were not changed",
        },
      );
    }
    return service.reload(parsed.data);
  });
  app.post("/reload", () => service.reload(reread()));
  return app;
}
