import { BottleError } from "@claude-bottle/shared";
import { liveStateSchema } from "@claude-bottle/shared/contracts";
import { controlServer } from "@claude-bottle/shared/service";
import type { FastifyInstance } from "fastify";
import { z } from "zod";
import type { Proposals } from "./proposals.ts";
import type { Service } from "./service.ts";

const BODY_LIMIT = 4 * 1024 * 1024;

/** What the operator's side asks on the control socket. */
export function createControl(service: Service, proposals: Proposals): FastifyInstance {
  const app = controlServer(BODY_LIMIT);
  app.get("/status", () => ({
    held: service.held,
    pending: proposals.pending.map(({ id, kind }) => ({ id, kind })),
  }));
  /** Takes answers now, where the file system does not tell of them. */
  app.post("/look", async () => {
    await proposals.look();
    return { pending: proposals.pending.length };
  });
  app.get("/live", () => service.live);
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
