import { BottleError } from "@claude-bottle/shared";
import fastify, { type FastifyInstance } from "fastify";
import { z } from "zod";
import { isFingerprint } from "../core/waivers.ts";
import type { Gate } from "./gate.ts";

const BODY_LIMIT = 64 * 1024;

const waiverSchema = z.strictObject({
  fingerprint: z.string().refine(isFingerprint, "expected a fingerprint as a refusal prints it"),
  reason: z.string().max(1000),
});

/** What the operator's side asks on the control socket. */
export function createControl(gate: Gate): FastifyInstance {
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
    mirrors: gate.served.map(({ remote, mirror }) => ({
      name: remote.name,
      /** Milliseconds since it was last what the upstream was; null: it never was. */
      age: mirror.age,
      failure: mirror.failure,
    })),
    pushes: gate.pushes,
    waivers: [...gate.waived],
  }));
  app.post("/waive", (request) => {
    const parsed = waiverSchema.safeParse(request.body);
    if (!parsed.success)
      throw new BottleError(
        "usage",
        `The waiver does not have the expected form: ${z.prettifyError(parsed.error)}`,
        {
          hint: "Give a fingerprint and a reason",
        },
      );
    gate.waive(parsed.data);
    return { waivers: [...gate.waived] };
  });
  return app;
}
