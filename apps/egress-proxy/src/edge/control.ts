import { egressConfigSchema, routesView, type EgressConfig } from "@claude-bottle/policy";
import { BottleError } from "@claude-bottle/shared";
import { controlServer } from "@claude-bottle/shared/service";
import type { FastifyInstance } from "fastify";
import { z } from "zod";
import type { Service } from "./service.ts";

const BODY_LIMIT = 16 * 1024 * 1024;

/** What the operator's side asks on the control socket. `reread` reads the configuration file again. */
export function createControl(service: Service, reread: () => EgressConfig): FastifyInstance {
  const app = controlServer(BODY_LIMIT);
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
