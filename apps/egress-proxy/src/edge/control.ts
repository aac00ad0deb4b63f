import { egressReloadSchema, routesView, type EgressConfig, type EgressInForce } from "@claude-bottle/policy";
import { BottleError } from "@claude-bottle/shared";
import { controlServer } from "@claude-bottle/shared/service";
import type { FastifyInstance } from "fastify";
import { z } from "zod";
import { askPipelock, pipelockQuestionSchema } from "./ask-pipelock.ts";
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
  app.get("/config", (): EgressInForce => {
    const { config, slotNames } = service.rules.live;
    return { config, slots: [...slotNames] };
  });
  app.put("/config", (request) => service.reload(parse(egressReloadSchema, request.body)));
  app.post("/ask-pipelock", async (request) => {
    const { url } = parse(pipelockQuestionSchema, request.body);
    return { body: await askPipelock(service.rules.live.config.upstream, url) };
  });
  app.post("/reload", () => service.reload({ config: reread() }));
  return app;
}

function parse<Schema extends z.ZodType>(schema: Schema, body: unknown): z.infer<Schema> {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  throw new BottleError(
    "config-invalid",
    `The document does not have the expected form: ${z.prettifyError(parsed.error)}`,
    { hint: "Correct the named keys; the rules in force were not changed" },
  );
}
